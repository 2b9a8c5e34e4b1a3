import type { Bounds } from '#shared/indicator/bounds.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { IndicatorDetail, IndicatorRehearsalAsked } from '#shared/wire/indicators.ts';
import { openAdminApi } from '../../http/admin-api.ts';

/** How far back it is tried. */
export const spans = [
  'day',
  'week',
  'month',
  'year',
] as const satisfies readonly IndicatorRehearsalAsked['span'][];
export type Span = (typeof spans)[number];

/** What is tried of an indicator: its bounds, then those of each season. An empty field is no bound. */
export interface Trial {
  formula: string;
  edges: Edge[];
}
interface Edge {
  low: number | '';
  high: number | '';
}

const edgeOf = ({ low, high }: { low?: number | undefined; high?: number | undefined }): Edge => ({
  low: low ?? '',
  high: high ?? '',
});
const told = ({ low, high }: Edge): { low?: number; high?: number } => ({
  ...(low !== '' && { low }),
  ...(high !== '' && { high }),
});

export const trialOf = ({ formula, bounds }: Pick<IndicatorDetail, 'formula' | 'bounds'>): Trial => ({
  formula,
  edges: [edgeOf(bounds ?? {}), ...(bounds?.seasons ?? []).map(edgeOf)],
});

/** The bounds that a trial comes to; when seasons begin and end, and plans, stay as they are. Null: none at all. */
export function boundsOf({ edges: [own, ...others] }: Trial, before: Bounds | null): Bounds | null {
  const { low: _, high: __, seasons, ...kept } = before ?? {};
  const made = {
    ...kept,
    ...(own && told(own)),
    ...(seasons && {
      seasons: seasons.map(({ from, to }, i) => ({ from, to, ...told(others[i] ?? edgeOf({})) })),
    }),
  };
  return Object.keys(made).length === 0 ? null : made;
}

/** The same trial: what was looked at is what takes effect. */
export const sameTrial = (a: Trial, b: Trial): boolean =>
  a.formula.trim() === b.formula.trim() && JSON.stringify(a.edges) === JSON.stringify(b.edges);

/** Why a trial cannot take effect, as a key of its words; null: it can. */
export function hindranceOf(of: {
  mayChange: boolean;
  now: Trial | null;
  trial: Trial;
  rehearsed: Trial | null;
  why: string;
}): 'byAdmin' | 'asItIs' | 'runFirst' | 'sayWhy' | null {
  const { mayChange, now, trial, rehearsed, why } = of;
  if (!mayChange) return 'byAdmin';
  if (!now || sameTrial(trial, now)) return 'asItIs';
  if (!rehearsed || !sameTrial(rehearsed, trial)) return 'runFirst';
  return why.trim() === '' ? 'sayWhy' : null;
}

/** Writes a trial as a change of the pack, for who may configure; a new formula is a new version of what it means. */
export async function putInEffect(
  jurisdiction: string,
  id: string,
  { trial, bounds, why }: { trial: Trial; bounds: Bounds | null; why: string },
): Promise<Refusal | null> {
  const admin = openAdminApi(jurisdiction);
  const rows = await admin.configured('indicators');
  if (isRefusal(rows)) return rows;
  const row = rows.find(({ key }) => key === id);
  const { bounds: _, ...kept } = (row?.body ?? {}) as Record<string, unknown>;
  const formula = trial.formula.trim();
  const version = Number(kept['version'] ?? 1) + (formula === kept['formula'] ? 0 : 1);
  const body = { ...kept, formula, version, ...(bounds && { bounds }) };
  const change = { part: 'indicators', key: id, was: row?.version ?? 0, body };
  const written = await admin.changePack({ rows: [change], why });
  return isRefusal(written) ? written : null;
}

/** Takes a change of the pack back; null when it is done. */
export async function takeBack(jurisdiction: string, version: number, why: string): Promise<Refusal | null> {
  const written = await openAdminApi(jurisdiction).undoPack({ version, why });
  return isRefusal(written) ? written : null;
}
