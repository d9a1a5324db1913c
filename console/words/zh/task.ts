import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const task = {
  types: { immediate: '立即发送', timed: '定时发送', recurring: '周期发送' },
  statuses: {
    waiting: '待发送',
    preparing: '准备中',
    sending: '发送中',
    paused: '已暂停',
    error: '异常',
    finished: '已完成',
    cancelled: '已取消',
  },
  parked: '排队缓存',
  unnamed: '未命名的任务',
  progressOf: (name) => `${isolate(name)} 的发送进度`,
  ofAll: (done, all) => `${done} / ${all}`,
} satisfies Words['task'];
