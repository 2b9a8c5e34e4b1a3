import type { MapResource, ResourceKind } from '#shared/pack/resource.ts';

export function kindCounts(all: readonly MapResource[]): Map<ResourceKind, number> {
  const counts = new Map<ResourceKind, number>();
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Those of the kinds that are switched on; a search looks through all kinds. Every word has to be in the name or the number. */
export function foundResources(
  all: readonly MapResource[],
  text: string,
  on: readonly ResourceKind[],
): MapResource[] {
  const words = text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return all.filter(({ kind }) => on.includes(kind));
  return all.filter(({ id, name }) => {
    const said = `${id} ${name}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
