import type { Template } from './answers.ts';

const STORED = 'mailramp-tested';
/** Templates that are remembered, the latest ones. */
const MOST = 200;

type Revision = Pick<Template, 'templateId' | 'revision'>;
const keyOf = ({ templateId, revision }: Revision): string => `${templateId} ${revision}`;

/** Whether a test of a template, as it is, was sent from this browser. */
export const wasTested = (template: Revision): boolean => tested().includes(keyOf(template));

export function keepTested(template: Revision): void {
  const others = tested().filter((key) => key !== keyOf(template));
  try {
    localStorage.setItem(STORED, JSON.stringify([keyOf(template), ...others].slice(0, MOST)));
  } catch {
    // A browser that forbids the storage says of each template that it was not tested from here.
  }
}

function tested(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}
