import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const preview = {
  title: 'プレビュー',
  frame: '受信者に届くメール',
  how: 'メールの表示方法',
  views: { phone: 'スマホ', tablet: 'タブレット', desktop: 'パソコン', text: 'テキスト', source: 'ソース' },
  dark: 'ダークモード',
  darkHint: 'メール自身のダークモード指定を表示します。Gmail、Outlook、Apple Mail では独自に色が変わることがあります。',
  images: '画像',
  noSubject: '件名がありません',
  noHtml: 'このメールに HTML はありません。受信者にはテキストが表示されます。',
  nothing: '内容を入力すると、ここに表示されます。',
  stale: '最後に表示できた内容です。',
  size: (size) => `${size}（添付ファイルを除く）`,
  link: (href) => `リンク先：${isolate(href)}`,
  linkNowhere: 'このリンクには行き先がありません',
  as: '次の受信者として表示',
  list: '受信者リスト',
  anybody: '指定なし',
  reader: '受信者',
  lacking: (name) => `${isolate(name)} がありません`,
  nextReader: '次の受信者',
  previousReader: '前の受信者',
  noReaders: 'このリストは空です',
  noLists: '受信者リストはまだありません',
  firstReaders: (count) => `最初の ${count} 件から選べます。`,
} satisfies Words['preview'];
