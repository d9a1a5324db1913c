import type { TemplateSource } from './template-variables.ts';

/** Languages of the line with the link to unsubscribe, by their tags. */
export const FOOTER_LANGUAGES = [
  'en',
  'zh-Hans',
  'zh-Hant',
  'es',
  'fr',
  'de',
  'ja',
  'ko',
  'ar',
  'th',
  'id',
  'vi',
] as const;
export type FooterLanguage = (typeof FOOTER_LANGUAGES)[number];

/** What the line says before the link, and the link. */
const LINES: Readonly<Record<FooterLanguage, readonly [why: string, link: string]>> = {
  en: ['If you do not want to get these mails any more:', 'Unsubscribe'],
  'zh-Hans': ['如果您不想再收到此类邮件：', '退订'],
  'zh-Hant': ['如果您不想再收到此類郵件：', '取消訂閱'],
  es: ['Si no desea recibir más correos como este:', 'Darse de baja'],
  fr: ['Si vous ne souhaitez plus recevoir ces e-mails :', 'Se désabonner'],
  de: ['Wenn Sie diese E-Mails nicht mehr erhalten möchten:', 'Abmelden'],
  ja: ['今後このようなメールを希望されない場合：', '配信を停止する'],
  ko: ['이러한 메일을 더 이상 받지 않으시려면:', '수신 거부'],
  ar: ['إذا كنت لا ترغب في تلقي هذه الرسائل بعد الآن:', 'إلغاء الاشتراك'],
  th: ['หากคุณไม่ต้องการรับอีเมลเหล่านี้อีก:', 'ยกเลิกการรับข่าวสาร'],
  id: ['Jika Anda tidak ingin menerima email ini lagi:', 'Berhenti berlangganan'],
  vi: ['Nếu bạn không muốn nhận những email này nữa:', 'Hủy đăng ký'],
};

const LINK = '{{ unsubscribeUrl }}';
const USES_LINK = /\bunsubscribeUrl\b/;

/** A template with a line that leads to unsubscribing in each part that has no such link of its own. */
export const withFooter = ({ subject, html, text }: TemplateSource, language: FooterLanguage): TemplateSource => ({
  subject,
  html: html === null || USES_LINK.test(html) ? html : insideBody(html, htmlLine(language)),
  text: text === null || USES_LINK.test(text) ? text : `${text.trimEnd()}\n\n${textLine(language)}\n`,
});

function htmlLine(language: FooterLanguage): string {
  const [why, link] = LINES[language];
  const direction = language === 'ar' ? ' dir="rtl"' : '';
  return `<p lang="${language}"${direction} style="font-size:12px;color:#666">${why} <a href="${LINK}">${link}</a></p>`;
}

function textLine(language: FooterLanguage): string {
  const [why, link] = LINES[language];
  return `${why} ${link} ${LINK}`;
}

/** Before the last end of the body, or at the end of what has none. */
function insideBody(html: string, line: string): string {
  const at = html.toLowerCase().lastIndexOf('</body>');
  return at < 0 ? html + line : html.slice(0, at) + line + html.slice(at);
}
