import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const holds = {
  quota: (domain, cached, when) =>
    `${isolate(domain)} の本日分は送信済みです。残りの ${cached} 通は ${when} に自動で再開します。`,
  quotaOf: (limit, domain, cached, when) =>
    `${isolate(domain)} の本日分 ${limit} 通は送信済みです。残りの ${cached} 通は ${when} に自動で再開します。`,
  doneAbout: (day) => `${day} ごろ完了する見込みです。`,
  behind: (other, when) =>
    `${isolate(other)} が先に待っており、本日の送信クォータを使います。余裕ができしだい、遅くとも ${when} に再開します。`,
  account: (when) =>
    `AWS アカウントの 24 時間の送信クォータを使い切りました。${when} に再開します。増やすには AWS に引き上げを依頼してください。`,
  accountOf: (max, when) =>
    `AWS アカウントの 24 時間の送信クォータ ${max} 通を使い切りました。${when} に再開します。増やすには AWS に引き上げを依頼してください。`,
  reputation: (domain, when) =>
    `${isolate(domain)} のメールにバウンスまたは苦情が多く発生しました。${when} まで送信を休みます。その間にリストを整理してください。`,
  reputationLimit: (limit) => `上限は ${limit} です。`,
  rests: (domain, when) => `${isolate(domain)} は ${when} まで送信を休みます。その間にリストを整理してください。`,
  importInto: (list) => `${isolate(list)} にインポート中です。インポートが終わると自動で始まります。`,
  importOf: (list, share) =>
    `${isolate(list)} にインポート中です（${share} 完了）。インポートが終わると自動で始まります。`,
  import: 'リストにインポート中です。インポートが終わると自動で始まります。',
  server: (when) => `メールサーバーが現在受け付けていません。${when} に自動で再試行します。`,
  serverSaid: (answer) => `サーバーの応答：${isolate(answer)}`,
  all: 'すべての送信が停止されています。管理者が解除するまで何も送信されません。',
  user: (when) => `${when} に利用者が一時停止しました。誰かが再開するまで送信されません。`,
  allBy: (name, when) =>
    `${when} に ${isolate(name)} がすべての送信を停止しました。管理者が解除するまで何も送信されません。`,
  userBy: (name, when) => `${when} に ${isolate(name)} が一時停止しました。誰かが再開するまで送信されません。`,
  lacksRecord: (type, name) => `${type} レコード ${isolate(name)} がないか、正しくありません。`,
  attached: (size) => `添付ファイルだけで ${size} になります。`,
  soon: '近いうち',
  earlier: '以前',
  anotherTask: '別のタスク',
  errors: {
    'domain-not-verified': (domain, cached) =>
      `${isolate(domain)} の確認が外れました。${cached} 通が待っています。DNS レコードを直してから再開してください。`,
    'template-missing': '開始前にテンプレートが削除されました。別のものを選ぶか、タスクをキャンセルしてください。',
    'list-missing': '開始前にリストが削除されました。別のものを選ぶか、タスクをキャンセルしてください。',
    'too-many-recipients': 'リストの合計が 500 万人を超えました。リストを減らしてから再開してください。',
    'mail-too-large': 'メールが 10 MB を超えます。テンプレートまたは添付ファイルを小さくしてください。',
    'sending-disabled':
      'このアカウントの送信が AWS によって停止されています。SES コンソールを確認してから再開してください。',
  },
  waiting: (when) => `${when} に開始します。リストとテンプレートはそのときに読み込まれます。`,
  unknown: (n) =>
    `${number.format(n)} 人分はメールサーバーの応答が失われました。届いている可能性があるため、自動では再送しません。`,
} satisfies Words['holds'];
