import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const templates = {
  title: 'テンプレート',
  list: 'テンプレートの一覧',
  columns: { name: '名前', subject: '件名', variables: '変数', changed: '更新', preview: 'プレビュー' },
  noSubject: '件名なし',
  noVariables: 'なし',
  make: 'テンプレートを作成',
  open: '編集',
  show: '表示',
  showOf: (name) => `${isolate(name)} をメールとして表示`,
  previewOf: (name) => `${name} のプレビュー`,
  copy: 'コピー',
  copyName: (name) => `${name} のコピー`,
  copied: (name) => `${isolate(name)} をコピーしました。`,
  remove: '削除',
  removeTitle: 'このテンプレートを削除しますか',
  removeWhy: (name) => `${isolate(name)} は元に戻せません。送信済みのメールと、すでに開始した送信には影響しません。`,
  removeConfirm: 'テンプレートを削除',
  keep: '削除しない',
  removed: (name) => `${isolate(name)} を削除しました。`,
  inUse: (n) =>
    `${number.format(n)} 件の送信タスクが使用しています。タスクをキャンセルするか、別のテンプレートを選んでから削除してください。`,
  empty: 'テンプレートはまだありません',
  emptyWhy: 'テンプレートはメールの件名と本文です。受信者ごとに異なる部分には変数を使います。',
  helpTitle: 'テンプレートについて',
  help: 'テンプレートは Liquid で書きます。{{ name }} は受信者ごとの名前に置き換わります。送信タスクは送信を開始するときにテンプレートを読み込み、開始した送信の内容は変わりません。',
  startTitle: 'デザインを選ぶ',
  startHelp: 'すべての部分をあとから変更できます。',
  beginWith: (name) => `${name}で始める`,
  starts: {
    letter: { name: '手紙', why: 'あいさつと数段落の文章。一人ひとりに宛てた手紙のように。' },
    newsletter: { name: 'ニュースレター', why: '見出しとリンクのある複数の記事。' },
    announcement: { name: 'お知らせ', why: '一つのメッセージと一つのボタン。' },
    blank: { name: '白紙', why: 'どのメールにも必要なものだけ。スマートフォンの幅と配信停止リンク。' },
    html: { name: '手持ちの HTML', why: '貼り付けた内容をそのまま送信します。' },
  },
} satisfies Words['templates'];
