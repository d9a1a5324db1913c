import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('ja');

export const calendar = {
  title: '送信カレンダー',
  label: '今後の全ドメインの送信予定',
  finding: (mails, domains) => `${domains} ドメインから ${mails} 通を予定しています。`,
  empty: 'この期間に予定はありません',
  what: '予定の内容',
  domain: '送信ドメイン',
  begins: '開始',
  ends: '完了',
  tasks: (n) => `タスク ${number.format(n)} 件`,
  expand: (day) => `${day} のタスクを表示`,
  collapse: (day) => `${day} のタスクを隠す`,
  ics: 'カレンダー用にダウンロード（.ics）',
  startOf: (task) => `「${task}」の開始`,
  finishOf: (task) => `「${task}」の完了`,
  helpTitle: '送信カレンダーについて',
  help: '実際の送信と同じ規則で試算しています。各ドメインの上限、キューキャッシュ待ち、これから始まるタスクを考慮します。途中の操作や拒否はないものとします。',
} satisfies Words['calendar'];
