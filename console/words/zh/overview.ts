import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const overview: Words['overview'] = {
  title: '概览',
  sending: (n) => `${number.format(n)} 个任务正在发送。`,
  parked: (n, when) => `${number.format(n)} 个在排队缓存，最早${when}继续。`,
  parkedOpen: (n) => `${number.format(n)} 个在排队缓存。`,
  waiting: (n) => `${number.format(n)} 个在等待开始。`,
  needs: (n) => `${number.format(n)} 个需要您处理。`,
  quiet: '没有进行中的任务。',
  fine: '没有需要处理的事项。',
  active: '当前情况',
  allTasks: '全部发送任务',
  domains: '今天',
  domainsWhy: '各发信域名在本配额日的批量邮件。',
  columns: {
    domain: '发信域名',
    sent: '今日已发送',
    left: '剩余',
    reserved: '已预留',
    other: '测试与单封邮件',
    level: '级别',
  },
  ofLimit: (sent, limit) => `${sent} / ${limit}`,
  noLimit: (sent) => `${sent}，无上限`,
  noDomains: '还没有发信域名',
  week: '最近 7 天',
  accepted: '已发送',
  delivered: '已送达',
  bounced: '退信',
  complained: '投诉',
  notices: {
    'run-stalled': (name) => `${isolate(name)} 本应继续发送却停滞了。系统每五分钟会检查一次。`,
    'account-quota': (perDay) => `AWS 账户 24 小时 ${perDay} 封的配额已用完。`,
    'bounce-rate': (rate, mails, limit) =>
      `7 天内 ${mails} 封邮件中有 ${rate} 退信。达到 ${limit} 时 AWS 可能停止该账户，请清理列表。`,
    'complaint-rate': (rate, mails, limit) =>
      `7 天内 ${mails} 封邮件中有 ${rate} 被投诉。达到 ${limit} 时 AWS 可能停止该账户。`,
    'sending-disabled': 'AWS 已停止此账户的发送。原因请查看 SES 控制台。',
    sandbox: '账户处于 SES 沙盒中：只能向已验证的地址发送，每天最多 200 封。',
    'domain-unverified': (domain) => `${isolate(domain)} 尚未通过验证，无法发送邮件。请查看其 DNS 记录。`,
    'dns-broken': (domain) => `${isolate(domain)} 可以发送，但部分 DNS 记录缺失或有误。`,
    'reputation-held': (domain, until) => `${isolate(domain)} 的退信或投诉过多，暂停发送至${until}。`,
  },
  look: '查看详情',
  next: '即将开始',
  steps: {
    title: '完成首次群发',
    why: '每个步骤完成后会自动打勾。',
    label: '首次群发的步骤',
    done: '已完成',
    open: '待完成',
    sandbox: {
      name: '移出 SES 沙盒',
      why: '新的 AWS 账户只能向已验证的地址发送邮件。请申请生产访问权限，AWS 通常在一天内答复。',
      action: '如何申请',
    },
    domain: {
      name: '添加发信域名',
      why: '邮件从您自己的域名发出，建议使用 news.example.com 这样的子域名。',
      action: '添加域名',
    },
    dns: {
      name: '配置 DNS 记录',
      why: '用于证明域名归您所有，并让邮件服务器信任其邮件。状态会自动重新检查。',
      action: '查看记录',
    },
    list: {
      name: '创建第一个收件人列表',
      why: '您要发送的读者，可用 CSV 文件、粘贴或 API 导入。',
      action: '创建列表',
    },
    template: {
      name: '编写第一个模板',
      why: '即邮件本身，可使用读者姓名等变量。',
      action: '编写模板',
    },
    test: {
      name: '给自己发送测试',
      why: '在其他人收到之前，先以读者的视角查看邮件。',
      action: '发送测试',
    },
    task: {
      name: '发送第一次群发',
      why: '新域名每天先发送少量邮件。超出配额的部分会在第二天自动继续。',
      action: '新建任务',
    },
  },
};
