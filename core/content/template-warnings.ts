import type { FieldError } from '../problems.ts';
import { htmlLiquid, plainLiquid } from './liquid.ts';
import type { TemplateSource } from './template-variables.ts';

/** The variable that mailbox providers and the law require in every bulk mail. */
const LINK = 'unsubscribeUrl';

/**
 * Warns about a missing unsubscribe link: in the HTML, or in the text of a template that has only text. It blocks
 * nothing: a mail may be transactional.
 */
export function linkWarnings({ html, text }: TemplateSource): FieldError[] {
  const [path, liquid, part] =
    html === null ? (['/text', plainLiquid, text ?? ''] as const) : (['/html', htmlLiquid, html] as const);
  if (liquid.globalVariablesSync(liquid.parse(part), { partials: false }).includes(LINK)) return [];
  return [{ path, message: `has no link to unsubscribe: bulk mail needs {{ ${LINK} }}` }];
}
