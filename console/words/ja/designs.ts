import type { Words } from '../en.ts';

export const designs = {
  subject: '件名を入力してください',
  hello: (name) => `${name} 様`,
  reader: 'お客',
  unsubscribe: '配信停止',
  why: 'このメールは、配信をお申し込みいただいた方にお送りしています。',
  letter: {
    first: 'いつもご利用いただき、誠にありがとうございます。本日は皆さまにお知らせがあります。',
    second: '一人の方に宛てて書くように、短い段落でお書きください。最後まで読んでいただけます。',
    bye: '今後ともよろしくお願いいたします。',
    from: 'お名前',
  },
  newsletter: {
    title: '今月のお知らせ',
    intro: '一分で読める三つの話題です。',
    items: { first: '一つ目の話題', second: '二つ目の話題', third: '三つ目の話題' },
    item: '内容と、読者にとっての意味を二文でお書きください。',
    more: '続きを読む',
  },
  announcement: {
    title: '新しいお知らせがあります',
    text: '内容と、読者にとっての利点を二文でお書きください。',
    button: '詳しく見る',
  },
  blank: '本文を入力してください。',
} satisfies Words['designs'];
