import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const clock: Words['clock'] = {
  title: '时钟',
  why: '本机的产品有自己的时钟。将它前进，几秒内即可看到数天的过程。',
  now: '当前时钟',
  utc: '协调世界时（UTC）',
  next: '下一事件',
  nothing: '没有等待发生的事件。',
  starts: (name, when) => `${isolate(name)} 于${when}开始。`,
  'goes-on': (name, when) => `${isolate(name)} 于${when}继续发送。`,
  travel: '前进',
  dateHolder: '年/月/日',
  timeHolder: '时：分',
  date: '日期',
  dateForm: '按年、月、日填写。',
  time: '时间',
  timeForm: '24 小时制，使用此浏览器的时区。',
  openCalendar: '打开日历',
  past: '时钟只能前进。',
  go: '前进到此时',
  traveled: (to, fired) => `已前进到 ${to}，发生了 ${number.format(fired)} 个事件。`,
};
