import type { CatalogueItem } from './schema.ts';
import type { Family, Procedure } from '../procedure/schema.ts';

/** What a family of procedures is asked for besides what all are. */
export type SpecialAsk =
  /** Of what was due and had this clock: whose clock was kept. */
  | { figure: 'stage'; clock: string }
  /** Of what was closed: what came through one of these nodes. */
  | { figure: 'outcome'; outcome: string[] }
  /** Of what was due and promised within so many work days, more than `above`: what was closed on time. */
  | { figure: 'promise'; days: number; above: number };
export interface Special {
  /** Its words: `lead.special.<id>`. */
  id: string;
  /** Put into its words: the work days of a promise. */
  days?: number;
  ask: SpecialAsk;
}

/** 2440: firms in two work days, real estate in four, building permits in forty. 3550 where a pack promises three, five and fifty. */
const usualPromises = [2, 4, 40] as const;
const promised = ['approval-company', 'approval-estate-transfer', 'approval-works-permit'] as const;

/** The promises of a pack, by the whole limits of the three services that they are named after. */
export function promisesOf(catalogue: readonly Pick<CatalogueItem, 'id' | 'limits'>[]): readonly number[] {
  const found = promised.map((id) => catalogue.find((item) => item.id === id)?.limits['whole']);
  const days = found.flatMap((limit) => (limit?.unit === 'work-day' ? [limit.amount] : []));
  return days.length === promised.length && days.every((n, at) => at === 0 || n > (days[at - 1] ?? 0))
    ? days
    : usualPromises;
}

/** Solved at village, town and county: the nodes in which a mediation ends well. */
const settled = ['village-settled', 'town-settled', 'county-settled'] as const;

/** The special figures of a procedure: by its family, where its clocks and nodes have what they ask for. */
export function specialsOf(
  { family, clocks, nodes }: Pick<Procedure, 'family' | 'clocks' | 'nodes'>,
  promises: readonly number[],
): Special[] {
  const has = (special: Special): boolean => {
    const { ask } = special;
    if (ask.figure === 'stage') return clocks.some(({ id }) => id === ask.clock);
    if (ask.figure === 'outcome') return ask.outcome.every((node) => nodes.some(({ id }) => id === node));
    return true;
  };
  return (all[family]?.(promises) ?? []).filter(has);
}

const all: Partial<Record<Family, (promises: readonly number[]) => Special[]>> = {
  approval: (promises) =>
    promises.map((days, at) => ({
      id: 'promise',
      days,
      ask: { figure: 'promise', days, above: at === 0 ? 0 : (promises[at - 1] ?? 0) },
    })),
  mediation: () => [
    { id: 'mediation-solved', ask: { figure: 'outcome', outcome: [...settled] } },
    { id: 'mediation-local', ask: { figure: 'outcome', outcome: settled.slice(0, 2) } },
  ],
  whistle: () => [
    { id: 'whistle-answered', ask: { figure: 'stage', clock: 'answer' } },
    { id: 'whistle-reported-in', ask: { figure: 'stage', clock: 'report-in' } },
  ],
};

/** Nodes that some special figure asks for. */
export const outcomeNodes: readonly string[] = settled;
