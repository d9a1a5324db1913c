import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const suppressions = {
  title: '禁止发送',
  list: '不发送邮件的地址',
  helpTitle: '关于禁止发送',
  help: '此处的地址无论在哪个列表中，所有任务都会跳过。永久退信和投诉的地址会自动加入；退订的收件人也会自动加入，但仅限该发信域名的批量邮件。',
  columns: { email: '地址', reason: '原因', domain: '禁止的发信域名', since: '起始时间', action: '操作' },
  all: '所有域名',
  anyDomain: '全部发信域名',
  allReasons: '全部原因',
  reasons: { bounce: '退信', complaint: '投诉', manual: '手动', unsubscribe: '退订' },
  empty: '没有被禁止发送的地址',
  emptyWhy: '退信、投诉和退订会自动加入此处。',
  noMatch: '没有符合条件的地址',
  add: '禁止向地址发送',
  addHint: '每行一个，或用逗号、空格分隔，最多 100 个。',
  tooMany: '一次最多 100 个地址。',
  addThem: (n) => `禁止发送 ${number.format(n)} 个地址`,
  added: (n) => `已禁止向 ${number.format(n)} 个地址发送。`,
  free: '恢复发送',
  freeOf: (email) => `恢复向 ${isolate(email)} 发送`,
  freeTitle: (email) => `恢复向 ${isolate(email)} 发送吗`,
  freed: (email) => `已恢复向 ${isolate(email)} 发送。`,
  wished: '收件人本人提出了要求',
  permits: {
    bounce: '发往此地址的邮件曾被退回，很可能再次退回，并损害域名的信誉。',
    complaint: '收件人曾将您的邮件举报为垃圾邮件。再次投诉会严重损害域名的信誉。',
    manual: '由同事或程序添加。恢复后，所有任务都可以向其发送。',
    unsubscribe: '收件人退订了此域名的批量邮件。恢复发送需要本人的意愿。',
  },
} satisfies Words['suppressions'];
