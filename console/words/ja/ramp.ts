import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const ramp = {
  label: 'クォータ日ごとの送信済みと予定',
  range: '表示する日数',
  days: (n) => `${number.format(n)} 日間`,
  sent: '送信済み',
  plannedOf: (task) => `${isolate(task)}（予定）`,
  plannedOthers: 'その他のタスク（予定）',
  planned: '予定',
  limit: '1 日の上限',
  limitNow: '現在のプランでの上限',
  account: 'AWS アカウントの送信クォータ',
  day: 'クォータ日',
  mails: '通数',
  level: 'レベル',
  notes: '出来事',
  table: '数値で見る',
  today: (day) => `${day}（今日）`,
  nothing: 'この期間に予定はありません。',
  finding: (planned, last, most, day) =>
    `この期間に ${planned} 通を予定しています（${last} まで）。最も多いのは ${day} の ${most} 通です。`,
  unlimited: '上限なし',
} satisfies Words['ramp'];
