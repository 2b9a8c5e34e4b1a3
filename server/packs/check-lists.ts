import { because, type ReasonId } from '#shared/kernel/reasons.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { RowFile } from '#shared/pack/parts.ts';
import type { ReadPack } from './read.ts';

/** So many of the rows that name an entry are told; the count has them all. */
const mostNamed = 5;
const reasons = { domains: 'domain-in-use', systems: 'system-in-use' } as const satisfies Record<
  string,
  ReasonId
>;

/**
 * Every domain and system that a row names is in the county's list: one that is used cannot go. What is missing is told once, with who
 * names it.
 */
export function checkLists(read: ReadPack): void {
  const { rows } = read;
  blameMissing(read, 'domains', [
    ...rows.catalogue.map(({ row }) => use('catalogue', row.id, row.domain)),
    ...rows.indicators.map(({ row }) => use('indicators', row.id, row.domain)),
    ...rows.responsibility.flatMap(({ row }) =>
      row.items !== 'all' && 'domain' in row.items ? use('responsibility', row.id, row.items.domain) : [],
    ),
  ]);
  blameMissing(read, 'systems', [
    ...rows.sensors.map(({ row }) => use('sensors', row.id, row.system)),
    ...rows.cameras.flatMap(({ row }) =>
      row.system === undefined ? [] : use('cameras', row.id, row.system),
    ),
  ]);
}

interface Use {
  part: RowFile;
  row: string;
  of: string;
}
const use = (part: RowFile, row: string, of: string): Use => ({ part, row, of });

function blameMissing({ ids, blame }: ReadPack, list: keyof typeof reasons, uses: readonly Use[]): void {
  const lost = uses.filter(({ of }) => !ids[list].has(of));
  for (const [id, own] of groupBy(lost, ({ of }) => of)) {
    const named = own.slice(0, mostNamed).map(({ part, row }) => `${part} ${row}`);
    const first = [...named, own.length > mostNamed ? '…' : ''].filter(Boolean).join(', ');
    blame(`${list}.json`, [id], because(reasons[list], { what: id, count: own.length, first }));
  }
}
