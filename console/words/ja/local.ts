import type { Words } from '../en.ts';
import { isolate } from '../shape.ts';

const number = new Intl.NumberFormat('ja');

export const local: Words['local'] = {
  strip: '時間旅行',
  clockIs: (time) => `このパソコンで動いています。製品の時計は ${time} です。`,
  moves: { hour: '1 時間進める', day: '1 日進める', next: '次の出来事まで進める' },
  nextStarts: (name, when) => `次は ${isolate(name)} が ${when} に開始します。`,
  nextGoesOn: (name, when) => `次は ${isolate(name)} が ${when} に再開します。`,
  nothingNext: '待っている出来事はありません。',
  traveling: '時計を進めています。その間のメールを送信しています。',
  inbox: (n) => `受信箱（${number.format(n)}）`,
  playTitle: '動作を見る',
  play: '8,500 人への送信を試す',
  playWhy:
    '新しいドメインから架空の読者 8,500 人に手紙を送ります。ウォームアップに 4 日かかり、時計を進めながら見られます。メールはこのパソコンの外に出ません。',
  playing: 'ドメイン、受信者リスト、手紙を作成しています。',
  played: '送信を始めました。初日の送信クォータで止まり、理由が表示されます。次の出来事まで時計を進めてください。',
  campaign: '春のお便り',
  readers: 'お試しの読者',
  subject: '{{ name }} さん、春のお便りです',
  greeting: '{{ name }} さん、おはようございます。',
  letter: '土曜日から庭園を再開します。最初のチューリップを見にお越しください。',
  link: '開園時間を見る',
  unsubscribe: '配信を停止する',
};
