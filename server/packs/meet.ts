import { catalogueItem, type CatalogueItem } from '#shared/pack/schema.ts';
import { procedure, type Procedure } from '#shared/procedure/schema.ts';
import type { LoadedPack, Retired } from './loaded.ts';

/** A part of a pack as the record keeps it. */
interface Part {
  kind: string;
  id: string;
  body: unknown;
}
/** What some unfinished matters rest on, and the number of one of them. */
interface Use {
  item: string;
  procedure: string;
  node: string;
  count: number;
  first: string;
}

/** The parts of a pack that matters rest on. */
export function partsOf({
  pack,
  grid,
}: LoadedPack): { kind: 'item' | 'procedure' | 'grid'; id: string; body: object }[] {
  return [
    ...pack.catalogue.map((body) => ({ kind: 'item' as const, id: body.id, body })),
    ...pack.procedures.map((body) => ({ kind: 'procedure' as const, id: body.id, body })),
    ...[...grid.byId.values()].map(({ id, name, level }) => ({
      kind: 'grid' as const,
      id,
      body: { name, level },
    })),
  ];
}

/**
 * A pack with what it had once and has no more: a matter keeps the name, the limits and the steps that it began with, and nothing new
 * begins with them. What this version cannot read any more is left out.
 */
export function withRetired(pack: LoadedPack, kept: readonly Part[]): LoadedPack {
  const items: CatalogueItem[] = [];
  const procedures: Procedure[] = [];
  for (const { kind, id, body } of kept) {
    if (kind === 'item' && !pack.items.has(id)) {
      const read = catalogueItem.safeParse(body);
      if (read.success) items.push(read.data);
    } else if (kind === 'procedure' && !pack.procedures.has(id)) {
      const read = procedure.safeParse(body);
      if (read.success) procedures.push(read.data);
    }
  }
  if (items.length + procedures.length === 0) return pack;
  const retired: Retired = { items, procedures };
  return {
    ...pack,
    retired,
    items: new Map([...items.map((one) => [one.id, one] as const), ...pack.items]),
    procedures: new Map([...procedures.map((one) => [one.id, one] as const), ...pack.procedures]),
  };
}

/** Where a pack, with what was kept, does not hold what unfinished matters rest on: a sentence each. */
export function missingOf(
  { items, procedures }: Pick<LoadedPack, 'items' | 'procedures'>,
  uses: readonly Use[],
) {
  const gone = { procedures: [] as string[], others: [] as string[] };
  for (const { item, procedure: name, node, count, first } of uses) {
    const matters = `${count} unfinished matters (${first} …)`;
    const found = procedures.get(name);
    if (!found)
      gone.procedures.push(`${matters} follow the procedure "${name}", and there is no such procedure`);
    else if (!found.nodes.some(({ id }) => id === node))
      gone.others.push(`${matters} stand at "${node}" of the procedure "${name}", and it has no such node`);
    if (!items.has(item)) gone.others.push(`${matters} are of the item "${item}", and there is no such item`);
  }
  return gone;
}

/** Grids that the pack had once and has no more. */
export function lostGrids(
  { grid }: Pick<LoadedPack, 'grid'>,
  kept: readonly Part[],
): { id: string; name: string }[] {
  return kept.flatMap(({ kind, id, body }) => {
    if (kind !== 'grid' || grid.byId.has(id)) return [];
    const { name } = body as { name?: unknown };
    return [{ id, name: typeof name === 'string' ? name : id }];
  });
}
