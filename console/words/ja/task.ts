import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

export const task = {
  types: { immediate: '一斉送信', timed: '時間指定送信', recurring: '予約送信' },
  statuses: {
    waiting: '送信待ち',
    preparing: '準備中',
    sending: '送信中',
    paused: '一時停止',
    error: 'エラー',
    finished: '完了',
    cancelled: 'キャンセル済み',
  },
  parked: 'キューキャッシュ待ち',
  unnamed: '名前のないタスク',
  progressOf: (name) => `${isolate(name)} の送信の進捗`,
  ofAll: (done, all) => `${done} / ${all}`,
} satisfies Words['task'];
