import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const overview: Words['overview'] = {
  title: '概要',
  sending: (n) => `${number.format(n)} 件のタスクを送信中です。`,
  parked: (n, when) => `${number.format(n)} 件はキューキャッシュ待ちで、${when} から順に再開します。`,
  parkedOpen: (n) => `${number.format(n)} 件はキューキャッシュ待ちです。`,
  waiting: (n) => `${number.format(n)} 件は開始を待っています。`,
  needs: (n) => `${number.format(n)} 件は対応が必要です。`,
  quiet: '進行中のタスクはありません。',
  fine: '対応が必要なものはありません。',
  active: '現在の状況',
  allTasks: 'すべての送信タスク',
  domains: '本日の送信',
  domainsWhy: '送信ドメインごとの、本日（クォータ日）の一斉メールです。',
  columns: {
    domain: '送信ドメイン',
    sent: '本日の送信数',
    left: '残り',
    reserved: '予約分',
    other: 'テストと個別メール',
    level: 'レベル',
  },
  ofLimit: (sent, limit) => `${limit} 通中 ${sent} 通`,
  noLimit: (sent) => `${sent} 通（上限なし）`,
  noDomains: '送信ドメインはまだありません',
  week: '直近 7 日間',
  accepted: '送信済み',
  delivered: '到達',
  bounced: 'バウンス',
  complained: '苦情',
  notices: {
    'run-stalled': (name) => `${isolate(name)} は送信中のはずですが進んでいません。5 分ごとに自動で確認されます。`,
    'account-quota': (perDay) => `AWS アカウントの 24 時間の上限 ${perDay} 通を使い切りました。`,
    'bounce-rate': (rate, mails, limit) =>
      `7 日間の ${mails} 通のうち ${rate} がバウンスしました。${limit} 以上で AWS が送信を停止することがあります。リストを整理してください。`,
    'complaint-rate': (rate, mails, limit) =>
      `7 日間の ${mails} 通のうち ${rate} に苦情がありました。${limit} 以上で AWS が送信を停止することがあります。`,
    'sending-disabled': 'このアカウントの送信が AWS によって停止されています。理由は SES コンソールにあります。',
    sandbox: 'アカウントは SES のサンドボックスにあります。確認済みのアドレスにのみ、1 日 200 通まで送信できます。',
    'domain-unverified': (domain) =>
      `${isolate(domain)} はまだ確認されていないため、送信できません。DNS レコードを確認してください。`,
    'dns-broken': (domain) => `${isolate(domain)} は送信できますが、DNS レコードの一部が不足しているか誤っています。`,
    'reputation-held': (domain, until) =>
      `${isolate(domain)} はバウンスまたは苦情が多いため、${until} まで送信を休みます。`,
  },
  look: '詳しく見る',
  next: '次に始まる送信',
  steps: {
    title: '最初の送信まで',
    why: '完了した手順には自動で印が付きます。',
    label: '最初の送信までの手順',
    done: '完了',
    open: '未完了',
    sandbox: {
      name: 'SES のサンドボックスを解除する',
      why: '新しい AWS アカウントは確認済みのアドレスにしか送信できません。本番アクセスを申請してください。通常 1 日以内に回答があります。',
      action: '申請の方法',
    },
    domain: {
      name: '送信ドメインを追加する',
      why: 'メールはご自分のドメインから送ります。news.example.com のようなサブドメインをお勧めします。',
      action: 'ドメインを追加',
    },
    dns: {
      name: 'DNS レコードを整える',
      why: 'ドメインの所有を証明し、メールサーバーの信頼を得るためのものです。状態は自動で確認し直します。',
      action: 'レコードを見る',
    },
    list: {
      name: '最初の受信者リストを作る',
      why: '送り先の一覧です。CSV ファイル、貼り付け、API で登録できます。',
      action: 'リストを作る',
    },
    template: {
      name: '最初のテンプレートを書く',
      why: 'メールの本文です。読者の名前などの変数を使えます。',
      action: 'テンプレートを書く',
    },
    test: {
      name: '自分にテスト送信する',
      why: 'ほかの人に届く前に、読者と同じ見え方を確認できます。',
      action: 'テスト送信',
    },
    task: {
      name: '最初の一斉送信をする',
      why: '新しいドメインは 1 日に少ない通数から始めます。送信クォータを超えた分は翌日に自動で再開します。',
      action: 'タスクを作成',
    },
  },
};
