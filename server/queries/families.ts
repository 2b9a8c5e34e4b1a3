import { promisesOf, specialsOf, type Special } from '#shared/pack/family-figures.ts';
import { rateOf } from '#shared/indicator/rates.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { Durations, FamilyFigures, Tally } from '#shared/wire/http.ts';
import type { Sum } from '../storage/figures/figure-part.ts';
import type { Took } from '../storage/figures/figure-took.ts';
import { addUp, sumOf, type Composing, type Total } from './composing.ts';

/** The figures of every procedure of the pack, with what its family is asked for besides. */
export function familiesOf({ pack, raw }: Composing): FamilyFigures[] {
  const promises = promisesOf(pack.pack.catalogue);
  return [...pack.procedures.values()].map((procedure) => {
    const { id, family } = procedure;
    const mine = <T extends { procedure: string }>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.procedure === id);
    const open = mine(raw.open);
    const total = addUp(mine(raw.now));
    const parts = mine(raw.parts);
    const tally = tallyOf(total, raw.took.get(id), {
      open: sumOf(open, (row) => row.open),
      overdue: sumOf(open, (row) => row.overdue),
      carried: sumOf(open, (row) => row.carried) + sumOf(mine(raw.carriedLater), ({ n }) => n),
    });
    const specials = specialsOf(procedure, promises).map((one) => specialOf(one, parts, tally));
    return { procedure: id, family, ...tally, stages: stagesOf(procedure, parts), specials };
  });
}

export function tallyOf(
  total: Total,
  took: Took | undefined,
  now: Pick<Tally, 'open' | 'overdue' | 'carried'>,
): Tally {
  return {
    opened: total('opened'),
    closed: total('closed'),
    due: total('due'),
    dueClosed: total('due_closed'),
    onTime: total('due_on_time'),
    missed: total('due') - total('due_on_time'),
    carried: now.carried,
    open: now.open,
    overdue: now.overdue,
    durations: durationsOf(total, took),
  };
}

export function durationsOf(total: Total, took: Took | undefined): Durations {
  const count = total('closed');
  return {
    mean: count === 0 ? null : total('took_ms') / count,
    median: took?.median ?? null,
    p90: took?.p90 ?? null,
    error: took?.error ?? 0,
    count,
  };
}

/** How often a name occurs. */
const named = (parts: readonly Sum[], name: string): number =>
  sumOf(parts, (row) => (row.name === name ? (row.sums['n'] ?? 0) : 0));

function stagesOf({ clocks }: Procedure, parts: readonly Sum[]): FamilyFigures['stages'] {
  return clocks.flatMap(({ id }) => {
    if (id === 'whole') return [];
    const rate = stageRate(parts, id);
    return rate.denominator === 0 ? [] : [{ clock: id, rate }];
  });
}

function stageRate(parts: readonly Sum[], clock: string) {
  const kept = named(parts, `kept:${clock}`);
  return rateOf(kept, kept + named(parts, `late:${clock}`));
}

function specialOf(
  { id, days, ask }: Special,
  parts: readonly Sum[],
  { closed }: Tally,
): FamilyFigures['specials'][number] {
  const head = { id, ...(days !== undefined && { days }) };
  switch (ask.figure) {
    case 'stage':
      return { ...head, rate: stageRate(parts, ask.clock), query: { figure: ask.figure, clock: ask.clock } };
    case 'outcome': {
      const reached = sumOf(ask.outcome, (node) => named(parts, `outcome:${node}`));
      const query = { figure: ask.figure, outcome: ask.outcome.join(',') };
      return { ...head, rate: rateOf(reached, closed), query };
    }
    case 'promise': {
      const within = (prefix: string): number =>
        sumOf(parts, (row) => {
          if (!row.name.startsWith(prefix)) return 0;
          const promised = Number(row.name.slice(prefix.length));
          return promised > ask.above && promised <= ask.days ? (row.sums['n'] ?? 0) : 0;
        });
      const query = { figure: ask.figure, days: String(ask.days), above: String(ask.above) };
      return { ...head, rate: rateOf(within('kept-promise:'), within('promise:')), query };
    }
  }
}
