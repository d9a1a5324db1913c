import * as z from 'zod';
import { iso, isoOrNull } from '../../core/clock.ts';
import { changedDomain, type PlanChange } from '../../core/domains/change-plan.ts';
import { planChangeOf } from '../../core/domains/manage-domain.ts';
import {
  type DomainForecast,
  type ForecastPorts,
  Forecasts,
  type PlannedRun,
  type Supposition,
} from '../../core/forecast/forecast-domain.ts';
import { readShownTask } from '../../core/tasks/shown-task.ts';
import { requireDomain } from '../../core/warm-up/domain-store.ts';
import { UNLIMITED } from '../../core/warm-up/plans.ts';
import { type QuotaDay, relimited } from '../../core/warm-up/quota-ledger.ts';
import { id } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { domainParams, warmUpSettings } from '../http/warm-up-settings.ts';
import { instantIn, taskParams } from './schemas.ts';
import { count, instant } from './views.ts';

/** Quota days that are looked at, unless the caller says otherwise. */
const DAYS = 60;
const MAX_DAYS = 400;
const MAX_CHANGES = 20;
const MAX_MAILS = 1_000_000_000;

const day = z.string().meta({ format: 'date' });
const dayOrNull = z.string().nullable().meta({ format: 'date' });
const quota = { day, level: count.nullable(), limit: count.nullable() };

export const taskForecastAnswer = z
  .strictObject({
    now: instant,
    days: z.array(z.strictObject({ ...quota, planned: count, others: count })).meta({
      description: `From today to the last day on which it sends, at most ${DAYS}; none where it does not move by itself.`,
    }),
    finishesAt: instant.nullable(),
    finishesOn: dayOrNull,
    assumes: z
      .strictObject({ rate: z.number(), accountPerDay: count.nullable() })
      .meta({ description: 'What it was reckoned with.' }),
  })
  .meta({ id: 'TaskForecast' });

const domainForecast = {
  days: z
    .array(
      z.strictObject({
        ...quota,
        left: count.nullable(),
        planned: z.array(z.strictObject({ taskId: z.string().nullable(), label: z.string().nullable(), mails: count })),
      }),
    )
    .meta({ description: 'One entry for each quota day, from today on.' }),
  tasks: z
    .array(
      z.strictObject({
        taskId: z.string().nullable(),
        label: z.string().nullable(),
        finishesAt: instant.nullable(),
        finishesOn: dayOrNull,
      }),
    )
    .meta({ description: 'When the run of each that is under way, or is the next, finishes.' }),
};

export const domainForecastAnswer = z
  .strictObject({
    now: instant,
    ...domainForecast,
    today: z.strictObject(domainForecast).meta({ description: 'The same without the changes.' }),
  })
  .meta({ id: 'DomainForecast' });

const { limitOther: _limitOther, ...planSettings } = warmUpSettings;

const whatIfBody = z.strictObject({
  ...planSettings,
  add: z
    .array(
      z.strictObject({
        label: z.string().min(1).max(200),
        mails: z.int().min(0).max(MAX_MAILS),
        at: instantIn
          .nullish()
          .transform((at) => at ?? null)
          .describe('When it would begin; by default now.'),
      }),
    )
    .max(MAX_CHANGES)
    .default([])
    .describe('Campaigns that do not exist yet.'),
  without: z.array(id).max(MAX_CHANGES).default([]).describe('Ids of tasks that are left out.'),
  days: z.int().min(1).max(MAX_DAYS).default(DAYS).describe(`Quota days to look at; ${DAYS} by default.`),
});

/** Calls that say what will be sent when, by the rules by which it is sent. They change nothing. */
export const forecastRoutes = (ports: ForecastPorts): Route[] => [taskForecastRoute(ports), whatIfRoute(ports)];

const taskForecastRoute = (ports: ForecastPorts): Route =>
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/forecast',
    summary: "Forecast on which days a task's run, or its next one, sends how much",
    role: 'viewer',
    params: taskParams,
    answer: taskForecastAnswer,
    status: 200,
    handle: async ({ params: { id: taskId } }) => {
      const { task } = await readShownTask(taskId, ports);
      const forecasts = new Forecasts(ports);
      const { rows, runs, rate, accountPerDay } = await forecasts.ofDomain(task.domain, DAYS);
      const mine = runs.find((run) => run.taskId === taskId);
      const finishesAt = mine?.finishesAt ?? null;
      const last = mine?.days.at(-1)?.day ?? '';
      const others = runs.filter((run) => run !== mine);
      return {
        body: {
          now: iso(ports.clock.now()),
          days: rows
            .filter((row) => row.day <= last)
            .map((row) => ({ ...viewQuota(row), planned: mailsOn([mine], row.day), others: mailsOn(others, row.day) })),
          finishesAt: isoOrNull(finishesAt),
          finishesOn: forecasts.dayOf(finishesAt),
          assumes: { rate, accountPerDay },
        },
      };
    },
  });

const whatIfRoute = (ports: ForecastPorts): Route =>
  route({
    method: 'POST',
    path: '/v1/domains/{domain}/forecast',
    summary: 'Forecast the coming days of a domain, as it is and with changes that are only supposed',
    role: 'viewer',
    params: domainParams,
    body: whatIfBody,
    answer: domainForecastAnswer,
    status: 200,
    handle: async ({ params, body: { add, without, days, ...settings } }) => {
      const domain = await requireDomain(ports.tables, params.domain);
      const now = ports.clock.now();
      const supposed: Supposition = {
        change: changeOf(planChangeOf(domain, settings), now),
        add: add.map(({ at, ...one }) => ({ ...one, at: at ?? now })),
        without,
      };
      const forecasts = new Forecasts(ports);
      const [after, before] = await Promise.all([
        forecasts.ofDomain(domain.domain, days, supposed),
        forecasts.ofDomain(domain.domain, days),
      ]);
      return { body: { now: iso(now), ...viewDomain(after, forecasts), today: viewDomain(before, forecasts) } };
    },
  });

/** The domain and its day under a plan, as the change itself would leave them. */
const changeOf =
  (change: PlanChange, now: number): NonNullable<Supposition['change']> =>
  (domain, today) => {
    const changed = changedDomain(domain, change, today.day, now);
    return { domain: changed, today: relimited(changed, today, change.level ?? today.level) };
  };

const viewDomain = (
  { rows, runs }: DomainForecast,
  forecasts: Forecasts,
): z.input<typeof domainForecastAnswer>['today'] => ({
  days: rows.map((row) => ({
    ...viewQuota(row),
    left: row.limit >= UNLIMITED ? null : row.left,
    planned: plannedOn(runs, row.day),
  })),
  tasks: firstOfEach(runs).map(({ taskId, label, finishesAt }) => ({
    taskId,
    label,
    finishesAt: isoOrNull(finishesAt),
    finishesOn: forecasts.dayOf(finishesAt),
  })),
});

const viewQuota = ({ day, level, limit }: QuotaDay) =>
  limit >= UNLIMITED ? { day, level: null, limit: null } : { day, level, limit };

const mailsOn = (runs: (PlannedRun | undefined)[], day: string): number =>
  runs.reduce((sum, run) => sum + (run?.days.find((each) => each.day === day)?.planned ?? 0), 0);

const keyOf = ({ taskId, label }: PlannedRun): string => (taskId === null ? `+${label}` : taskId);

/** The run of each task that is under way or is the next. */
const firstOfEach = (runs: PlannedRun[]): PlannedRun[] =>
  [...Map.groupBy(runs, keyOf).values()].flatMap((same) => same.slice(0, 1));

const plannedOn = (runs: PlannedRun[], day: string) =>
  [...Map.groupBy(runs, keyOf).values()].flatMap((same) => {
    const mails = mailsOn(same, day);
    const [first] = same;
    return first && mails > 0 ? [{ taskId: first.taskId, label: first.label, mails }] : [];
  });
