import type { Words } from './en.ts';
import { isolate } from './shape.ts';
import { calendar } from './zh/calendar.ts';
import { clock } from './zh/clock.ts';
import { domains } from './zh/domains.ts';
import { exports } from './zh/exports.ts';
import { help } from './zh/help.ts';
import { holds } from './zh/holds.ts';
import { imports } from './zh/imports.ts';
import { inbox } from './zh/inbox.ts';
import { lists } from './zh/lists.ts';
import { local } from './zh/local.ts';
import { overview } from './zh/overview.ts';
import { people } from './zh/people.ts';
import { preview } from './zh/preview.ts';
import { problems } from './zh/problems.ts';
import { ramp } from './zh/ramp.ts';
import { sendTest } from './zh/send-test.ts';
import { senders } from './zh/senders.ts';
import { settings } from './zh/settings.ts';
import { statistics } from './zh/statistics.ts';
import { suppressions } from './zh/suppressions.ts';
import { task } from './zh/task.ts';
import { taskForm } from './zh/task-form.ts';
import { taskPage } from './zh/task-page.ts';
import { tasks } from './zh/tasks.ts';
import { template } from './zh/template.ts';
import { templates } from './zh/templates.ts';
import { warmUp } from './zh/warm-up.ts';

const number = new Intl.NumberFormat('zh-CN');

export default {
  overview,
  local,
  inbox,
  clock,
  settings,
  help,
  product: 'mailramp',
  titleOf: (page) => `${page} · mailramp`,
  sentences: (first, second) => `${first}${second}`,
  nav: {
    overview: '概览',
    localGroup: '本机',
    label: '页面',
    open: '显示页面列表',
    close: '隐藏页面列表',
    sending: '发送',
    tasks: '发送任务',
    templates: '模板',
    domains: '域名',
    readers: '收件人',
    lists: '收件人列表',
    breadcrumbs: '当前位置',
    notifications: '通知',
    openHelp: '显示帮助',
    closeHelp: '隐藏帮助',
  },
  menu: {
    language: '语言',
    appearance: '外观',
    light: '浅色',
    dark: '深色',
    system: '跟随系统',
    comfortable: '宽松',
    compact: '紧凑',
    account: '您的密钥',
    signOut: '退出登录',
    role: (role) => `角色：${role}`,
    more: '更多',
    chosen: '已选择',
  },
  roles: { viewer: '查看者', sender: '发送者', admin: '管理员' },
  needsRole: (role) => `需要“${role}”角色。`,
  signIn: {
    title: '登录',
    name: '密钥名称',
    nameHint: '可选。浏览器可以用这个名称保存密钥。',
    key: 'API 密钥',
    show: '显示密钥',
    submit: '登录',
    whereTitle: '密钥在哪里',
    where:
      '在自己的电脑上，密钥位于 .mailramp/local.json。在 AWS 上，密钥位于堆栈输出 ApiKeySecret 所指的密文中。在团队中，请向管理员索取。',
    wrongKey: '这不是有效的 API 密钥。它可能已被删除，请向管理员索取新的密钥。',
    wrongCode: '此链接已被使用或已过期。请用 npx mailramp console 重新生成，或使用密钥登录。',
    again: '重新登录',
    againBecause: '会话已结束。登录后可继续之前的操作，您输入的内容不会丢失。',
  },
  common: {
    loading: '正在加载',
    refresh: '刷新',
    tryAgain: '重试',
    cancel: '关闭',
    dismiss: '关闭此通知',
    noMatch: '没有名称包含此内容',
    clearFilter: '清除筛选',
    actions: '操作',
    actionsOf: (name) => `${isolate(name)} 的操作`,
    next: '下一页',
    previous: '上一页',
    page: (n) => `第 ${number.format(n)} 页`,
    preferences: '显示设置',
    columns: '列',
    confirm: '应用',
    never: '未定',
    copied: '已复制',
    notCopied: '无法复制',
    matches: (n) => `${number.format(n)} 项匹配`,
    rowsShown: (first, last) => `第 ${number.format(first)} 至 ${number.format(last)} 行`,
    labelled: (label, text) => `${label}：${text}`,
    utc: (time) => `${time}（UTC）`,
  },
  problems,
  task,
  tasks,
  taskForm,
  taskPage,
  templates,
  template,
  preview,
  lists,
  imports,
  exports,
  suppressions,
  people,
  holds,
  ramp,
  domains,
  sendTest,
  senders,
  warmUp,
  calendar,
  statistics,
} satisfies Words;
