import type { Words } from '../en.ts';

const number = new Intl.NumberFormat('zh-CN');

export const exports = {
  begin: '导出 CSV',
  begun: '正在开始导出',
  rowsSoFar: (rows) => `已导出 ${rows} 行`,
  download: (n) => `下载 ${number.format(n)} 行`,
  forget: '收起此次导出',
  errors: {
    'list-missing': '列表在此期间已被删除。',
    'run-missing': '该次运行在此期间已被删除。',
    'too-many-rows': '一个文件最多 5,000,000 行。请缩小范围。',
    'too-many-domains': '域名过多。请选择其中一个。',
    stuck: '导出未能完成。请重新开始。',
  },
} satisfies Words['exports'];
