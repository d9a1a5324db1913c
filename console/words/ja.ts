import type { Words } from './en.ts';
import { calendar } from './ja/calendar.ts';
import { clock } from './ja/clock.ts';
import { domains } from './ja/domains.ts';
import { exports } from './ja/exports.ts';
import { help } from './ja/help.ts';
import { holds } from './ja/holds.ts';
import { imports } from './ja/imports.ts';
import { inbox } from './ja/inbox.ts';
import { lists } from './ja/lists.ts';
import { local } from './ja/local.ts';
import { overview } from './ja/overview.ts';
import { people } from './ja/people.ts';
import { preview } from './ja/preview.ts';
import { problems } from './ja/problems.ts';
import { ramp } from './ja/ramp.ts';
import { sendTest } from './ja/send-test.ts';
import { senders } from './ja/senders.ts';
import { settings } from './ja/settings.ts';
import { statistics } from './ja/statistics.ts';
import { suppressions } from './ja/suppressions.ts';
import { task } from './ja/task.ts';
import { taskForm } from './ja/task-form.ts';
import { taskPage } from './ja/task-page.ts';
import { tasks } from './ja/tasks.ts';
import { template } from './ja/template.ts';
import { templates } from './ja/templates.ts';
import { warmUp } from './ja/warm-up.ts';
import { isolate } from './shape.ts';

const number = new Intl.NumberFormat('ja');

export default {
  overview,
  local,
  inbox,
  clock,
  settings,
  help,
  product: 'mailramp',
  titleOf: (page) => `${page} · mailramp`,
  sentences: (first, second) => `${first}${second}`,
  nav: {
    overview: '概要',
    localGroup: 'このパソコン',
    label: 'ページ一覧',
    open: 'ページ一覧を表示',
    close: 'ページ一覧を隠す',
    sending: '送信',
    tasks: '送信タスク',
    templates: 'テンプレート',
    domains: 'ドメイン',
    readers: '受信者',
    lists: '受信者リスト',
    breadcrumbs: '現在の位置',
    notifications: 'お知らせ',
    openHelp: 'ヘルプを表示',
    closeHelp: 'ヘルプを隠す',
  },
  menu: {
    language: '言語',
    appearance: '表示設定',
    light: 'ライト',
    dark: 'ダーク',
    system: 'システムに合わせる',
    comfortable: 'ゆったり表示',
    compact: 'コンパクト表示',
    account: 'ご利用中のキー',
    signOut: 'サインアウト',
    role: (role) => `権限：${role}`,
    more: 'その他',
    chosen: '選択中',
  },
  roles: { viewer: '閲覧者', sender: '送信担当', admin: '管理者' },
  needsRole: (role) => `「${role}」の権限が必要です。`,
  signIn: {
    title: 'サインイン',
    name: 'キーの名前',
    nameHint: '任意です。ブラウザはこの名前でキーを保存できます。',
    key: 'API キー',
    show: 'キーを表示',
    submit: 'サインイン',
    whereTitle: 'キーはどこにありますか',
    where:
      'ご自分のパソコンでは .mailramp/local.json にあります。AWS ではスタックの出力 ApiKeySecret が示すシークレットにあります。チームでは管理者にお尋ねください。',
    wrongKey: '有効な API キーではありません。削除された可能性があります。管理者に別のキーを依頼してください。',
    wrongCode:
      'このリンクは使用済みか、期限が切れています。npx mailramp console で作り直すか、キーでサインインしてください。',
    again: 'もう一度サインイン',
    againBecause: 'セッションが終了しました。サインインすると続きから作業できます。入力した内容は失われません。',
  },
  common: {
    loading: '読み込み中',
    refresh: '再読み込み',
    tryAgain: 'もう一度試す',
    cancel: '閉じる',
    dismiss: 'このお知らせを閉じる',
    noMatch: 'この語を含む名前はありません',
    clearFilter: '絞り込みを解除',
    actions: '操作',
    actionsOf: (name) => `${isolate(name)} の操作`,
    next: '次のページ',
    previous: '前のページ',
    page: (n) => `${number.format(n)} ページ`,
    preferences: '表示の設定',
    columns: '列',
    confirm: '適用',
    never: '未定',
    copied: 'コピーしました',
    notCopied: 'コピーできませんでした',
    matches: (n) => `${number.format(n)} 件が一致`,
    rowsShown: (first, last) => `${number.format(first)}～${number.format(last)} 行目`,
    labelled: (label, text) => `${label}：${text}`,
    utc: (time) => `${time}（UTC）`,
  },
  problems,
  task,
  tasks,
  taskForm,
  taskPage,
  templates,
  template,
  preview,
  lists,
  imports,
  exports,
  suppressions,
  people,
  holds,
  ramp,
  domains,
  sendTest,
  senders,
  warmUp,
  calendar,
  statistics,
} satisfies Words;
