import type { Words } from '../en.ts';

export const designs = {
  subject: '请输入主题',
  hello: (name) => `${name}，您好！`,
  reader: '读者',
  unsubscribe: '退订',
  why: '您收到此邮件，是因为您订阅了我们的邮件。',
  letter: {
    first: '感谢您一直以来的支持。有一件事想告诉您。',
    second: '请像写给一个人那样写。段落简短，读者才会读到最后。',
    bye: '此致',
    from: '您的姓名',
  },
  newsletter: {
    title: '本月新鲜事',
    intro: '一分钟了解三件事。',
    items: { first: '第一条', second: '第二条', third: '第三条' },
    item: '用两句话说明内容，以及它对读者的意义。',
    more: '阅读全文',
  },
  announcement: {
    title: '我们有新消息',
    text: '用两句话说明内容，以及读者能得到什么。',
    button: '去看看',
  },
  blank: '您的正文。',
} satisfies Words['designs'];
