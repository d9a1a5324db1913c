import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const suppressions = {
  title: '配信停止',
  list: 'メールを送らないアドレス',
  helpTitle: '配信停止について',
  help: 'ここにあるアドレスは、どのリストに登録されていても、すべてのタスクで対象外になります。恒久的なバウンスや苦情があったアドレスは自動で追加されます。配信を解除した受信者も、その送信ドメインの一斉メールについてのみ自動で追加されます。',
  columns: { email: 'アドレス', reason: '理由', domain: '停止する送信ドメイン', since: '停止日時', action: '操作' },
  all: 'すべてのドメイン',
  anyDomain: 'すべての送信ドメイン',
  allReasons: 'すべての理由',
  reasons: { bounce: 'バウンス', complaint: '苦情', manual: '手動', unsubscribe: '配信解除' },
  empty: '配信停止中のアドレスはありません',
  emptyWhy: 'バウンス、苦情、配信解除は自動でここに追加されます。',
  noMatch: '条件に一致する配信停止はありません',
  add: 'アドレスを配信停止にする',
  addHint: '1 行に 1 件、またはカンマや空白で区切って入力します。最大 100 件です。',
  tooMany: '一度に追加できるのは 100 件までです。',
  addThem: (n) => `${number.format(n)} 件を配信停止にする`,
  added: (n) => `${number.format(n)} 件を配信停止にしました。`,
  free: '配信を再開',
  freeOf: (email) => `${isolate(email)} への配信を再開`,
  freeTitle: (email) => `${isolate(email)} への配信を再開しますか`,
  freed: (email) => `${isolate(email)} への配信を再開しました。`,
  wished: '本人から希望がありました',
  permits: {
    bounce: 'このアドレスへのメールはバウンスしました。再びバウンスしてドメインの評価を下げるおそれがあります。',
    complaint: '受信者がメールを迷惑メールとして報告しました。再度の苦情はドメインの評価を大きく下げます。',
    manual: '担当者またはプログラムが追加しました。再開すると、すべてのタスクで送信の対象になります。',
    unsubscribe: '受信者がこのドメインの一斉メールを解除しました。再開には本人の希望が必要です。',
  },
} satisfies Words['suppressions'];
