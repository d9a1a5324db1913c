import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const holds = {
  quota: (domain, cached, when) => `${isolate(domain)} 今天的邮件已发完。其余 ${cached} 封将于${when}自动继续发送。`,
  quotaOf: (limit, domain, cached, when) =>
    `${isolate(domain)} 今天的 ${limit} 封邮件已发完。其余 ${cached} 封将于${when}自动继续发送。`,
  doneAbout: (day) => `预计 ${day} 完成。`,
  behind: (other, when) => `${isolate(other)} 排在前面，需要今天的发送配额。一有余量就继续发送，最迟${when}。`,
  account: (when) => `AWS 账户 24 小时的发送配额已用完。将于${when}继续。如需更多，请向 AWS 申请提高配额。`,
  accountOf: (max, when) =>
    `AWS 账户 24 小时 ${max} 封的发送配额已用完。将于${when}继续。如需更多，请向 AWS 申请提高配额。`,
  reputation: (domain, when) => `${isolate(domain)} 的退信或投诉过多。将暂停发送至${when}，请在此期间清理列表。`,
  reputationLimit: (limit) => `上限为 ${limit}。`,
  rests: (domain, when) => `${isolate(domain)} 将暂停发送至${when}，请在此期间清理列表。`,
  importInto: (list) => `正在向 ${isolate(list)} 导入数据。导入结束后自动开始。`,
  importOf: (list, share) => `正在向 ${isolate(list)} 导入数据（已完成 ${share}）。导入结束后自动开始。`,
  import: '正在向列表导入数据。导入结束后自动开始。',
  server: (when) => `邮件服务器目前不接受邮件。将于${when}自动重试。`,
  serverSaid: (answer) => `服务器的回应：${isolate(answer)}`,
  all: '所有发送均已停止。管理员解除之前不会发送任何邮件。',
  user: (when) => `用户于${when}暂停了任务。有人继续之前不会发送。`,
  allBy: (name, when) => `${isolate(name)} 于${when}停止了所有发送。管理员解除之前不会发送任何邮件。`,
  userBy: (name, when) => `${isolate(name)} 于${when}暂停了任务。有人继续之前不会发送。`,
  lacksRecord: (type, name) => `${type} 记录 ${isolate(name)} 缺失或有误。`,
  attached: (size) => `仅附件就占 ${size}。`,
  soon: '稍后',
  earlier: '之前',
  anotherTask: '另一个任务',
  errors: {
    'domain-not-verified': (domain, cached) =>
      `${isolate(domain)} 不再处于已验证状态。${cached} 封邮件在等待。请修正 DNS 记录后继续。`,
    'template-missing': '模板在开始前已被删除。请选择其他模板，或取消任务。',
    'list-missing': '列表在开始前已被删除。请选择其他列表，或取消任务。',
    'too-many-recipients': '所选列表合计已超过 500 万人。请减少列表后继续。',
    'mail-too-large': '邮件将超过 10 MB。请减小模板或附件。',
    'sending-disabled': 'AWS 已停止此账户的发送。请查看 SES 控制台后再继续。',
  },
  waiting: (when) => `将于${when}开始。届时读取列表和模板。`,
  unknown: (n) => `有 ${number.format(n)} 位收件人的邮件服务器回应已丢失。他们可能已收到邮件，因此不会自动重发。`,
} satisfies Words['holds'];
