import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const clock: Words['clock'] = {
  title: '時計',
  why: 'このパソコンの製品は独自の時計を持ちます。時計を進めると、何日もかかることを数秒で確認できます。',
  now: '時計の時刻',
  utc: '協定世界時（UTC）',
  next: '次の出来事',
  nothing: '待っている出来事はありません。',
  starts: (name, when) => `${isolate(name)} が ${when} に開始します。`,
  'goes-on': (name, when) => `${isolate(name)} が ${when} に再開します。`,
  travel: '時計を進める',
  dateHolder: '年/月/日',
  timeHolder: '時：分',
  date: '日付',
  dateForm: '年、月、日の順です。',
  time: '時刻',
  timeForm: '24 時間表記、このブラウザのタイムゾーンです。',
  openCalendar: 'カレンダーを開く',
  past: '時計は戻せません。',
  go: 'この時刻まで進める',
  traveled: (to, fired) => `${to} まで進めました。出来事は ${number.format(fired)} 件です。`,
};
