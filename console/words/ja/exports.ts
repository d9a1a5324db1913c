import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('ja');

export const exports = {
  begin: 'CSV をエクスポート',
  begun: 'エクスポートを開始しています',
  rowsSoFar: (rows) => `エクスポート中：${rows} 行`,
  download: (n) => `${number.format(n)} 行をダウンロード`,
  forget: 'このエクスポートを閉じる',
  errors: {
    'list-missing': 'その間にリストが削除されました。',
    'run-missing': 'その間に実行結果が削除されました。',
    'too-many-rows': '1 ファイルは 5,000,000 行までです。条件を絞ってください。',
    'too-many-domains': 'ドメインが多すぎます。1 つ選択してください。',
    stuck: 'エクスポートが終わりませんでした。もう一度開始してください。',
  },
} satisfies Words['exports'];
