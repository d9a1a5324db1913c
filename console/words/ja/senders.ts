import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const senders = {
  title: '送信者',
  notNeeded:
    '確認済みドメインのどのアドレスからでも送信できます。送信者を登録すると、差出人名と返信先の既定値を設定できます。',
  empty: '既定値を設定したアドレスはありません',
  columns: { address: 'アドレス', name: '差出人名', replyTo: '返信先', domain: 'ドメイン' },
  add: '送信者を追加',
  change: '送信者を変更',
  save: '送信者を保存',
  addressHint: '確認済みドメインのアドレスを入力してください。',
  nameHint: '受信者にアドレスとともに表示されます。省略できます。',
  replyToHint: '返信を受け取る別のアドレスです。省略できます。',
  use: (address) => `${isolate(address)} を使う`,
  saved: (address) => `${isolate(address)} を保存しました。`,
  remove: '送信者を削除',
  removeAsk: (address) => `送信者 ${isolate(address)} を削除しますか`,
  removeWhy: 'このアドレスからは引き続き送信できますが、差出人名と返信先の既定値はなくなります。',
  removed: (address) => `送信者 ${isolate(address)} を削除しました。`,
  keep: '削除しない',
  helpTitle: '送信者について',
  help: 'このアドレスから送信するタスクは、開始時に既定値を引き継ぎます。すでに開始した送信は以前の値のままです。',
} satisfies Words['senders'];
