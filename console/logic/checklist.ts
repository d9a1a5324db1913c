/** What a new product needs until its first mailing has gone out, in order. */
export const STEPS = ['sandbox', 'domain', 'dns', 'list', 'template', 'test', 'task'] as const;
export type Step = (typeof STEPS)[number];

/** What is known of each; undefined while it is not. */
export type StepFacts = Record<Step, boolean | undefined>;

interface SeenDomain {
  status: string;
  dns: readonly { ok: boolean | null }[];
  warmUp: { other: number; history: readonly { other: number }[] };
}

interface Facts {
  /** Null without SES. */
  sandbox: boolean | null | undefined;
  domains: readonly SeenDomain[] | undefined;
  hasList: boolean | undefined;
  hasTemplate: boolean | undefined;
  hasTask: boolean | undefined;
}

/** A test send is known by what it counts as: a mail that is no bulk mail. */
export function stepFacts({ sandbox, domains, hasList, hasTemplate, hasTask }: Facts): StepFacts {
  return {
    sandbox: sandbox === undefined ? undefined : sandbox !== true,
    domain: domains && domains.length > 0,
    dns: domains?.some(isReady),
    list: hasList,
    template: hasTemplate,
    test: domains?.some(({ warmUp: { other, history } }) => [{ other }, ...history].some((day) => day.other > 0)),
    task: hasTask,
  };
}

/** Verified, with no record that is known to be wrong. */
export const isReady = ({ status, dns }: Pick<SeenDomain, 'status' | 'dns'>): boolean =>
  status === 'verified' && dns.every(({ ok }) => ok !== false);
