import { because } from '#shared/kernel/reasons.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { checkPlace } from './check-references.ts';
import { proceduresOf, type ReadPack } from './read.ts';

/** 双随机: what is inspected lies in the jurisdiction, and whatever an item draws from holds as many as are drawn. */
export function checkDraws(read: ReadPack): void {
  const { head, rows, blame } = read;
  rows.objects.forEach(({ index, row }) => checkPlace(read, 'objects', index, row.place));
  const procedures = new Map(proceduresOf(head, rows).map((one) => [one.id, one]));
  for (const { index, row } of rows.catalogue) {
    const procedure = procedures.get(row.procedure);
    const wanted = procedure ? drawnObjects(procedure) : 0;
    if (wanted === 0) continue;
    const there = rows.objects.filter(({ row: { kind } }) => row.draws?.includes(kind) ?? true);
    const missing = row.draws?.find((kind) => !rows.objects.some((one) => one.row.kind === kind));
    if (missing !== undefined)
      blame('catalogue.json', [index, 'draws'], because('check-draw-kind', { kind: missing }));
    else if (there.length < wanted)
      blame('catalogue.json', [index], because('check-draw-few', { wanted, there: there.length }));
  }
}

function drawnObjects({ transitions }: Procedure): number {
  const draws = transitions.flatMap(({ effects }) => effects);
  return Math.max(0, ...draws.map((one) => (one.do === 'draw' && one.from === 'objects' ? one.count : 0)));
}
