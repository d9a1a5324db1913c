import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('ja');

export const statistics = {
  title: '統計',
  range: '期間',
  domain: '送信ドメイン',
  allDomains: 'すべてのドメイン',
  tooLong: (days) => `${number.format(days)} 日以内を選択してください。`,
  overall: '期間全体',
  counts: 'メールの到達状況',
  risks: '評価を下げる要因',
  byDay: '日別',
  day: 'クォータ日',
  mails: '通数',
  share: '割合',
  csv: 'CSV をダウンロード',
  names: {
    requested: 'リクエスト数',
    accepted: '送信済み',
    delivered: '配信済み',
    opened: '開封',
    clicked: 'クリック',
    bounced: 'バウンス',
    complained: '苦情',
    unsubscribed: '配信停止',
  },
  shareOf: (share, of) => `「${of}」の ${share}`,
  change: (points) => `前の期間との差 ${points} ポイント`,
  limitBounced: 'バウンス：送信停止の基準',
  limitComplained: '苦情：送信停止の基準',
  limitAws: '苦情：AWS の警告の目安',
  note: 'リストへの送信を、送信したクォータ日で集計しています。プライバシー保護機能も開封として数えられるため、開封は実際より多くなります。',
  empty: 'この期間にリストへの送信はありません',
  emptyWhy: 'テストと個別メールはここではなく、ドメインごとに数えられます。',
  helpTitle: '統計について',
  help: '開封やバウンスがいつであっても、送信した日に数えます。同じ種類の出来事は 1 通につき 1 回だけ数えます。',
} satisfies Words['statistics'];
