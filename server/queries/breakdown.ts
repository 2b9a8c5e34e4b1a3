import { inRecord } from '#shared/kernel/localized.ts';
import type { BreakdownAnswer, BreakdownQuery, Tally } from '#shared/wire/http.ts';
import type { Window } from '#shared/indicator/window.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { tookOfKey, type RawBreakdown } from '../storage/figures/figure-breakdown.ts';
import { addUp, sumOf } from './composing.ts';
import { tallyOf } from './families.ts';

/** Tallies by what they are told apart by, most due first; what has no name of its own in the pack goes by its key. */
export function composeBreakdown(
  pack: LoadedPack,
  { by }: Pick<BreakdownQuery, 'by'>,
  window: Window,
  raw: RawBreakdown,
): BreakdownAnswer {
  const tally = (of: (key: string) => boolean, key: string | null): Tally => {
    const open = raw.open.filter((row) => of(row.key));
    return tallyOf(addUp(raw.sums.filter((row) => of(row.key))), tookOfKey(raw.took, key), {
      open: sumOf(open, (row) => row.open),
      overdue: sumOf(open, (row) => row.overdue),
      carried:
        sumOf(open, ({ carried }) => carried) +
        sumOf(
          raw.later.filter((row) => of(row.key)),
          ({ n }) => n,
        ),
    });
  };
  const keys = new Set([...raw.sums, ...raw.open].map(({ key }) => key));
  const rows = [...keys].map((key) => ({
    key,
    name: nameOf(pack, by, key),
    ...tally((one) => one === key, key),
  }));
  return {
    window,
    seq: raw.seq,
    by,
    total: tally(() => true, null),
    rows: rows.toSorted((a, b) => b.due - a.due || b.open - a.open || (a.key < b.key ? -1 : 1)),
  };
}

function nameOf(pack: LoadedPack, by: BreakdownQuery['by'], key: string): string | null {
  switch (by) {
    case 'area':
      return pack.grid.byId.get(key)?.name ?? null;
    case 'unit':
      return inRecord(pack.units.get(key)?.name) ?? null;
    case 'item':
      return inRecord(pack.items.get(key)?.name) ?? null;
    case 'procedure':
      return inRecord(pack.procedures.get(key)?.name) ?? null;
    case 'agent':
      return pack.staff.get(key)?.name ?? null;
    case 'node':
    case 'source':
      return null;
  }
}
