import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('zh-CN');

export const calendar = {
  title: '发送日历',
  label: '所有域名未来的发送计划',
  finding: (mails, domains) => `计划从 ${domains} 个域名发送 ${mails} 封邮件。`,
  empty: '这些天没有发送计划',
  what: '内容',
  domain: '发信域名',
  begins: '开始',
  ends: '完成',
  tasks: (n) => `${number.format(n)} 个任务`,
  expand: (day) => `显示${day}的任务`,
  collapse: (day) => `隐藏${day}的任务`,
  ics: '下载到日历（.ics）',
  startOf: (task) => `“${task}”开始`,
  finishOf: (task) => `“${task}”完成`,
  helpTitle: '关于发送日历',
  help: '按照实际发送的规则推算：各域名的上限、排队缓存的邮件和之后开始的任务。假设无人干预，也没有邮件被拒收。',
} satisfies Words['calendar'];
