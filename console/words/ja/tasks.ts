import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const tasks = {
  title: '送信タスク',
  list: '送信タスクの一覧',
  active: '進行中',
  all: 'すべて',
  columns: {
    name: '名前',
    type: 'タスクのタイプ',
    status: 'タスクのステータス',
    progress: '送信の進捗',
    requested: 'リクエスト数',
    started: '開始',
    finishes: '完了予定',
  },
  domain: '送信ドメイン',
  newTask: '新しい送信タスク',
  filter: '送信タスクを絞り込む',
  filterHint: '名前や件名で検索、または絞り込み',
  empty: 'まだリストへの送信はありません',
  emptyWhy:
    '送信タスクは、テンプレートを受信者リストに送ります。一斉送信、時間指定送信、予約送信があります。確認済みの送信ドメイン、受信者リスト、テンプレートが必要です。',
  noneActive: '送信中または送信待ちのタスクはありません',
  noneActiveWhy: '終了したタスクは「すべて」にあります。',
  noMatch: '条件に一致する送信タスクはありません',
  open: '開く',
  exportReaders: '受信者をエクスポート',
  pause: '一時停止',
  resume: '再開',
  cancel: 'キャンセル',
  notNow: (status) => `ステータスが「${status}」のときは実行できません。`,
  cancelTitle: 'このタスクをキャンセルしますか',
  cancelWhy: (name, left) =>
    `${isolate(name)} を完全に停止します。${left} 人にはメールが送られません。送信済みのメールは取り消せません。`,
  typeNumber: (left) => `メールが送られない人数 ${left} を入力してください`,
  cancelConfirm: 'タスクをキャンセル',
  keep: 'キャンセルしない',
  done: {
    pause: (name) => `${isolate(name)} を一時停止しました。`,
    resume: (name) => `${isolate(name)} を再開しました。`,
    cancel: (name) => `${isolate(name)} をキャンセルしました。`,
  },
  helpTitle: '送信タスクについて',
  help: 'キューキャッシュ待ちのタスクは自動で再開します。待っている理由と再開の時刻は各行に表示されます。利用者が一時停止したタスクは、誰かが再開するまで送信されません。進捗は結果が確定した受信者の割合です。',
} satisfies Words['tasks'];
