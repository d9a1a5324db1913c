import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const local: Words['local'] = {
  strip: '时间旅行',
  clockIs: (time) => `产品正在本机运行，其时钟为 ${time}。`,
  moves: { hour: '前进 1 小时', day: '前进 1 天', next: '前进到下一事件' },
  nextStarts: (name, when) => `下一事件：${isolate(name)} 于${when}开始。`,
  nextGoesOn: (name, when) => `下一事件：${isolate(name)} 于${when}继续发送。`,
  nothingNext: '没有等待发生的事件。',
  traveling: '正在前进：正在发送这段时间的邮件。',
  inbox: (n) => `收件箱（${number.format(n)}）`,
  playTitle: '看看效果',
  play: '体验一次 8,500 位读者的群发',
  playWhy: '从一个新域名向 8,500 位虚构读者发送一封信。预热需要四天，您可以让时钟前进来观看。邮件不会离开本机。',
  playing: '正在创建域名、收件人列表和信件。',
  played: '群发已开始。达到首日配额时会停下并说明原因，然后请前进到下一事件。',
  campaign: '春季来信',
  readers: '体验用读者',
  subject: '{{ name }}，这是我们的春季来信',
  greeting: '{{ name }}，早上好。',
  letter: '花园将于周六重新开放，欢迎来看第一批郁金香。',
  link: '查看开放时间',
  unsubscribe: '退订',
};
