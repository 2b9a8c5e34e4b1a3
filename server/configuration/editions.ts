import { addTo } from '#shared/kernel/group-by.ts';
import { catalogueItem, type CatalogueItem } from '#shared/pack/schema.ts';
import { makeLoaded } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { DrawAside } from '../packs/draw-aside.ts';
import { isDrawn, keepDrawing } from '../packs/redrawn.ts';
import { cellsToDraw, revise, type PackRow, type RowFault } from '../packs/revise.ts';
import type { PackVersion } from '../storage/pack-versions.ts';

/** Versions that hold at an instant, in the order in which they take effect. */
export function versionsAt(versions: readonly PackVersion[], at: number): PackVersion[] {
  return versions
    .filter(({ since }) => since <= at)
    .toSorted((a, b) => a.since - b.since || a.version - b.version);
}

/** The next instant after `at` at which a version takes effect; Infinity: none. */
export function nextSince(versions: readonly PackVersion[], at: number): number {
  return versions.reduce((next, { since }) => (since > at ? Math.min(next, since) : next), Infinity);
}

/**
 * The pack of a folder with the versions that hold at an instant; its faults when they do not fit. Every version that took effect
 * makes another edition, so an edition is the same pack on every node.
 */
export function editionAt(
  base: LoadedPack,
  versions: readonly PackVersion[],
  at: number,
): { pack: LoadedPack; faults: [] } | { pack: null; faults: RowFault[] } {
  const held = versionsAt(versions, at);
  if (held.length === 0) return { pack: base, faults: [] };
  const rows = held.flatMap((version): PackRow[] => version.rows);
  const { pack, grid, cells, map, faults } = revise(base, rows);
  if (!pack) return { pack: null, faults };
  const made = makeLoaded(pack, grid, 1 + held.length);
  const drawn = { cells, ...(map && { map }), ...(base.outlines && { outlines: base.outlines }) };
  return { pack: { ...made, ...drawn, formerItem: formerItems(base, held) }, faults: [] };
}

/** The same, with outlines drawn by another thread where there is one, so that nobody waits for an administrator's stroke. */
export async function editionSoon(
  base: LoadedPack,
  versions: readonly PackVersion[],
  at: number,
  draw: DrawAside | undefined,
): Promise<ReturnType<typeof editionAt>> {
  const file = base.outlines;
  if (draw && file) {
    const rows = versionsAt(versions, at).flatMap((version): PackRow[] => version.rows);
    const cells = cellsToDraw(base, rows);
    const drawing = cells && !isDrawn(file, cells) ? await draw(file, cells) : null;
    if (cells && drawing) keepDrawing(file, cells, drawing);
  }
  return editionAt(base, versions, at);
}

interface Step {
  since: number;
  applies: PackVersion['applies'];
  item: CatalogueItem | null;
}

/** By which item a matter goes that began before a change which is for new matters alone. */
function formerItems(base: LoadedPack, held: readonly PackVersion[]): LoadedPack['formerItem'] {
  const steps = new Map<string, Step[]>();
  for (const { since, applies, rows } of held)
    for (const { part, key, body } of rows) {
      if (part !== 'catalogue') continue;
      const read = body === null ? null : catalogueItem.safeParse(body);
      if (read?.success === false) continue;
      addTo(steps, key, { since, applies, item: read?.data ?? null });
    }
  return (id, began) => {
    const own = steps.get(id);
    if (!own?.some(({ since, applies }) => applies === 'new' && began < since)) return undefined;
    return own.reduce<CatalogueItem | undefined>(
      (item, step) => (step.applies === 'new' && began < step.since ? item : (step.item ?? item)),
      base.items.get(id),
    );
  };
}
