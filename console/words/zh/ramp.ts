import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const ramp = {
  label: '每个配额日的已发送量和计划量',
  range: '显示的天数',
  days: (n) => `${number.format(n)} 天`,
  sent: '已发送',
  plannedOf: (task) => `${isolate(task)}（计划）`,
  plannedOthers: '其他任务（计划）',
  planned: '计划',
  limit: '当日上限',
  limitNow: '当前计划下的上限',
  account: 'AWS 账户的发送配额',
  day: '配额日',
  mails: '邮件数',
  level: '级别',
  notes: '事件',
  table: '查看数值',
  today: (day) => `${day}（今天）`,
  nothing: '这些天没有发送计划。',
  finding: (planned, last, most, day) =>
    `这些天计划发送 ${planned} 封邮件，直到${last}；最多的一天是${day}，共 ${most} 封。`,
  unlimited: '无上限',
} satisfies Words['ramp'];
