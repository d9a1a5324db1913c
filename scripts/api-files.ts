import { PROBLEM_STATUS } from '../core/problems.ts';
import type { Examples } from '../lambdas/http/openapi.ts';
import { FAULT_STATUS } from '../lambdas/http/problem-response.ts';
import { type ApiDocument, apiMarkdown } from './api-markdown.ts';
import { apiDocument } from './api-routes.ts';
import { dataModelPage } from './data-model.ts';
import { limitsPage } from './limits-page.ts';
import { warmUpPage } from './plan-chart.ts';
import { architecturePage } from './run-diagram.ts';

/** What the written documents should hold, by path in the repository. */
export const apiFiles = (root: string, examples?: Examples): Record<string, string> => {
  const document = apiDocument(examples);
  return {
    ...architecturePage(root),
    ...dataModelPage(),
    ...limitsPage(),
    ...warmUpPage(root),
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'docs/api.md': apiMarkdown(document as unknown as ApiDocument, { ...PROBLEM_STATUS, ...FAULT_STATUS }),
  };
};
