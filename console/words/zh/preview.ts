import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const preview = {
  title: '预览',
  frame: '收件人看到的邮件',
  how: '邮件的显示方式',
  views: { phone: '手机', tablet: '平板', desktop: '电脑', text: '纯文本', source: '源代码' },
  dark: '深色模式',
  darkHint: '显示邮件自身的深色模式设置。Gmail、Outlook 和 Apple Mail 可能会自行改变颜色。',
  images: '图片',
  noSubject: '没有主题',
  noHtml: '这封邮件没有 HTML，收件人看到的是纯文本。',
  nothing: '输入内容后会在这里显示。',
  stale: '这是最后一次可以显示的版本。',
  size: (size) => `${size}（不含附件）`,
  link: (href) => `链接指向：${isolate(href)}`,
  linkNowhere: '这个链接没有目标',
  as: '以此收件人的身份显示',
  list: '收件人列表',
  anybody: '不指定',
  reader: '收件人',
  lacking: (name) => `缺少 ${isolate(name)}`,
  nextReader: '下一位收件人',
  previousReader: '上一位收件人',
  noReaders: '这个列表是空的',
  noLists: '还没有收件人列表',
  firstReaders: (count) => `可从前 ${count} 位中选择。`,
} satisfies Words['preview'];
