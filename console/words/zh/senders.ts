import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const senders = {
  title: '发件人',
  notNeeded: '已验证域名下的任何地址都可以发送。发件人只是添加默认值：显示名称和回复地址。',
  empty: '没有设置默认值的地址',
  columns: { address: '地址', name: '显示名称', replyTo: '回复地址', domain: '域名' },
  add: '添加发件人',
  change: '修改发件人',
  save: '保存发件人',
  addressHint: '必须属于已验证的域名。',
  nameHint: '收件人在地址旁看到的名称，可以留空。',
  replyToHint: '接收回复的其他地址，可以留空。',
  use: (address) => `使用 ${isolate(address)}`,
  saved: (address) => `${isolate(address)} 已保存。`,
  remove: '删除发件人',
  removeAsk: (address) => `要删除发件人 ${isolate(address)} 吗`,
  removeWhy: '该地址仍可发送，但不再有默认的显示名称和回复地址。',
  removed: (address) => `发件人 ${isolate(address)} 已删除。`,
  keep: '保留发件人',
  helpTitle: '关于发件人',
  help: '使用该地址发送的任务在开始时采用这些默认值。已开始的发送保持原来的值。',
} satisfies Words['senders'];
