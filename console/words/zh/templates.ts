import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('zh-CN');

export const templates = {
  title: '模板',
  list: '模板列表',
  columns: { name: '名称', subject: '主题', variables: '变量', changed: '更新时间', preview: '预览' },
  noSubject: '无主题',
  noVariables: '无',
  make: '新建模板',
  open: '编辑',
  show: '查看',
  showOf: (name) => `以邮件形式查看 ${isolate(name)}`,
  previewOf: (name) => `${name} 的预览`,
  copy: '复制',
  copyName: (name) => `${name} 的副本`,
  copied: (name) => `已复制 ${isolate(name)}。`,
  remove: '删除',
  removeTitle: '要删除这个模板吗？',
  removeWhy: (name) => `${isolate(name)} 删除后无法恢复。已发送的邮件和已开始的发送不受影响。`,
  removeConfirm: '删除模板',
  keep: '保留模板',
  removed: (name) => `已删除 ${isolate(name)}。`,
  inUse: (n) => `还有 ${number.format(n)} 个任务在使用它。请先取消任务或在任务中改选其他模板，然后再删除。`,
  empty: '还没有模板',
  emptyWhy: '模板是邮件的主题和正文，因收件人而异的内容用变量表示。',
  helpTitle: '关于模板',
  help: '模板使用 Liquid 编写：{{ name }} 会替换为每位收件人的姓名。任务在每次开始发送时读取模板，已开始的发送内容不再改变。',
  startTitle: '选择起始设计',
  startHelp: '其中的所有内容都可以修改。',
  beginWith: (name) => `使用设计：${name}`,
  starts: {
    letter: { name: '信件', why: '一句问候和几段文字，就像写给一个人的信。' },
    newsletter: { name: '资讯邮件', why: '多条带标题和链接的内容。' },
    announcement: { name: '公告', why: '一条消息和一个按钮。' },
    blank: { name: '空白', why: '只有每封邮件必需的内容：适合手机的宽度和退订链接。' },
    html: { name: '您自己的 HTML', why: '粘贴现有内容，原样发送。' },
  },
} satisfies Words['templates'];
