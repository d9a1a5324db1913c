import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const domains = {
  title: '送信ドメイン',
  one: '送信ドメインの詳細',
  columns: {
    domain: 'ドメイン',
    status: 'ステータス',
    dns: 'DNS の状態',
    today: '本日の通数',
    level: 'レベル',
    held: '停止の期限',
  },
  statuses: { pending: '未確認', verified: '確認済み', failed: '確認に失敗' },
  unlimited: (sent) => `${sent} 通（上限なし）`,
  empty: 'メールの送信にはご自身のドメインが必要です',
  emptyWhy:
    'ドメインを追加して DNS にレコードを設定すると、そのドメインのどのアドレスからでも送信できます。news.example.com のようなサブドメインを使うと、ほかのメールの評価と分けられます。',
  add: 'ドメインを追加',
  addConfirm: 'ドメインを追加する',
  name: 'ドメイン名',
  nameHint:
    '通常のメールのドメインではなく、news.example.com のような配信用のサブドメインをお勧めします。評価はドメインごとに分かれます。',
  helpTitle: '送信ドメインについて',
  help: 'メールサーバーは、少ない通数から始めて日ごとに増やすドメインを信頼します。そのため各ドメインにはレベルがあり、レベルごとに 1 日の上限があります。本日分に収まらないメールはキューキャッシュ待ちになり、自動で再開します。',
  dns: {
    title: 'DNS レコード',
    notRead: '未確認',
    allRight: 'すべて正常',
    problems: (n) => `要変更 ${number.format(n)} 件`,
    verified: 'ドメインは確認済みです。送信できます',
    next: 'このドメインのどのアドレスからでも送信できます。',
    toSenders: 'アドレスに差出人名を設定する',
    pending: 'ドメインはまだ確認されていません',
    pendingWhy:
      'ドメインを管理している DNS に次のレコードを設定してください。この画面は 10 分間、30 秒ごとに自動で確認します。反映に数時間かかる場合もあります。',
    look: 'もう一度確認',
    short: (zone) => `名前から ${isolate(zone)} を省く（DNS 事業者によって必要）`,
    zoneFile: 'ゾーンファイルをダウンロード',
    copyName: (name) => `名前 ${isolate(name)} をコピー`,
    copyValue: (value) => `値 ${isolate(value)} をコピー`,
    columns: {
      purpose: '用途',
      state: '状態',
      type: '種類',
      name: 'レコード名',
      value: '値',
      current: '現在の DNS の値',
    },
    purposes: {
      dkim: '署名（DKIM）',
      'mail-from': 'バウンス先（MAIL FROM）',
      spf: '送信元（SPF）',
      dmarc: 'ポリシー（DMARC）',
      mx: '返信先（MX）',
      mxExpected: '返信を受け取るご自身のメールサーバー',
    },
    states: { right: '正常', wrong: '要変更', unknown: '不明' },
    says: {
      add: (type) => `この ${type} レコードを追加してください。`,
      change: (type) => `同じ名前の ${type} レコードはこの 1 件だけにしてください。プロキシは無効にします。`,
      merge: (value) => `レコードを残したまま、次のように送信サービスを追加してください： ${isolate(value)}`,
      'plus-all': 'レコードの末尾が +all のため、誰でもなりすまして送信できます。末尾を ~all にしてください。',
      'not-seen-yet': 'レコードは正しく設定されています。送信サービスが確認するまで数時間かかることがあります。',
      'no-policy': (name) => `レコード ${isolate(name)} にポリシーがありません。p=none; を追加してください。`,
      several: (n, name) =>
        `${isolate(name)} に同種のレコードが ${n} 件あり、メールサーバーはすべて無視します。1 件だけ残してください。`,
      'no-mx': (domain) =>
        `${isolate(domain)} のアドレスに返信できないため、信頼度を下げるメールサーバーがあります。メールサーバーを指す MX レコードを追加してください。`,
      unknown: 'DNS を確認していないか、応答がありませんでした。もう一度確認してください。',
    },
  },
  settings: {
    title: '設定',
    limitOther: '個別メールとテストも 1 日の上限に含める',
    limitOtherWhy: '含めない場合はいつでも送信され、数だけが記録されます。',
    pool: '専用 IP アドレス',
    shared: 'SES の共有アドレス',
    mailFrom: 'バウンスの返送先',
    mailFromNone: 'SES のドメイン',
    edit: '変更',
    save: '保存',
    poolHint: 'スタックにあるプールの名前です。空欄は共有アドレスです。開始済みの送信には影響しません。',
    mailFromHint: (domain) =>
      `ほかのメールに使わない ${isolate(domain)} のサブドメインです。SPF の整合に使われ、専用の DNS レコードが必要です。空欄は SES のドメインです。`,
    mailFromSaved: 'バウンスの返送先を変更しました。必要なレコードは DNS レコードで確認してください。',
    created: '追加日時',
    updated: '変更日時',
    saved: '設定を保存しました。',
    removeTitle: 'ドメインの削除',
    remove: 'ドメインを削除',
    removeAsk: (domain) => `${isolate(domain)} を削除しますか`,
    removeWhy:
      'このドメインから送信できなくなり、送信者も削除されます。もう一度追加するとウォームアップは最初からになります。統計と送信済みのメールは残ります。以前から SES にあったドメインは SES に残ります。',
    removed: (domain) => `${isolate(domain)} を削除しました。`,
    keep: '削除しない',
  },
} satisfies Words['domains'];
