import { Liquid } from 'liquidjs';
import { campaign, inventedLink, readerAt } from './campaign.ts';

const liquid = new Liquid({ outputEscape: 'escape' });
const plain = new Liquid();
const [subject, html, text] = [plain.parse(campaign.subject), liquid.parse(campaign.html), plain.parse(campaign.text)];

/** The mail of a reader as nodemailer is given it: templates parsed once, rendered for each reader. */
export function nodemailerMail(index: number) {
  const { email, data } = readerAt(index);
  const unsubscribeUrl = inventedLink(email);
  const variables = { ...data, email, unsubscribeUrl };
  return {
    from: campaign.from,
    to: email,
    subject: plain.renderSync(subject, variables),
    html: liquid.renderSync(html, variables),
    text: plain.renderSync(text, variables),
    headers: {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}
