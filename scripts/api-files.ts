import { PROBLEM_STATUS } from '../core/problems.ts';
import { type ApiDocument, apiMarkdown } from './api-markdown.ts';
import { apiDocument } from './api-routes.ts';

/** What the documents of the API should hold, by path in the repository. */
export const apiFiles = (): Record<string, string> => {
  const document = apiDocument();
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'docs/api.md': apiMarkdown(document as unknown as ApiDocument, { ...PROBLEM_STATUS, 'internal-error': 500 }),
  };
};
