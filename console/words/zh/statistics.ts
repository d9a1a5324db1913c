import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('zh-CN');

export const statistics = {
  title: '统计',
  range: '日期范围',
  domain: '发信域名',
  allDomains: '所有域名',
  tooLong: (days) => `请选择不超过 ${number.format(days)} 天。`,
  overall: '全部日期合计',
  counts: '邮件到达情况',
  risks: '损害信誉的因素',
  byDay: '按日',
  day: '配额日',
  mails: '邮件数',
  share: '比例',
  csv: '下载 CSV',
  names: {
    requested: '请求数',
    accepted: '已发送',
    delivered: '已送达',
    opened: '已打开',
    clicked: '已点击',
    bounced: '退信',
    complained: '投诉',
    unsubscribed: '已退订',
  },
  shareOf: (share, of) => `占“${of}”的 ${share}`,
  change: (points) => `与之前的日期相比 ${points} 个百分点`,
  limitBounced: '退信：达到此值暂停发送',
  limitComplained: '投诉：达到此值暂停发送',
  limitAws: '投诉：AWS 会询问',
  note: '面向列表的邮件，按发送的配额日统计。保护隐私的程序也会打开邮件，因此打开数偏高。',
  empty: '这些天没有向列表发送邮件',
  emptyWhy: '测试邮件和单封邮件计入各自的域名，不在此处。',
  helpTitle: '关于统计',
  help: '无论何时打开或退回，邮件都计入发送当天。每封邮件的同类事件只计一次。',
} satisfies Words['statistics'];
