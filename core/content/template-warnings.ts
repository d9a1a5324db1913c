import type { FieldError } from '../problems.ts';
import { htmlLiquid, plainLiquid } from './liquid.ts';
import type { TemplateSource } from './template-variables.ts';

/** The variable that mailbox providers and the law want in every bulk mail. */
const LINK = 'unsubscribeUrl';

/**
 * Says that readers find no link to unsubscribe: in the HTML, or in the text of a template that has text only. It
 * hinders nobody: a mail may be none of the bulk kind.
 */
export function linkWarnings({ html, text }: TemplateSource): FieldError[] {
  const [path, liquid, part] =
    html === null ? (['/text', plainLiquid, text ?? ''] as const) : (['/html', htmlLiquid, html] as const);
  if (liquid.globalVariablesSync(liquid.parse(part), { partials: false }).includes(LINK)) return [];
  return [{ path, message: `has no link to unsubscribe: bulk mail needs {{ ${LINK} }}` }];
}
