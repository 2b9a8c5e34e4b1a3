import { instantOf } from '#shared/clock/zone.ts';
import type { HistoryGround } from '#shared/history/judge.ts';
import { broughtFacts, hasHistory } from '#shared/incident/bring.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { openNames } from '#shared/staffing/names.ts';
import { cellsAt, groundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { namesInSheets } from '../packs/sheet-names.ts';

/** What rows of a history are held against: items, units and grids by id and by every name, and the engine itself. */
export function historyGround(
  pack: LoadedPack,
  now: number,
  here: (outsideId: string) => string | undefined,
): HistoryGround {
  const ground = groundOf(pack);
  const outside = { id: '', from: '', import: '', row: 0, at: now };
  return {
    now,
    here,
    item: openNames([...pack.items.values()].map((item) => ({ id: item.id, names: namesOf(pack, item) }))),
    itemOf: (id) => pack.items.get(id),
    ...namesInSheets(pack),
    centreOf: (grid) => pack.grid.byId.get(grid)?.centre,
    isInside: (place) => cellsAt(pack, place).length > 0,
    instantOf: (local) => instantOf(pack.pack.calendar, local),
    whyNot: (matter) => {
      const facts = broughtFacts(matter, outside, 'trial', ground);
      return isRefusal(facts) ? facts : null;
    },
  };
}

/** By what an item is found in a sheet; one that has no history here by its id alone, so that its refusal says why. */
function namesOf({ procedures }: LoadedPack, item: CatalogueItem): string[] {
  const procedure = procedures.get(item.procedure);
  if (!procedure || !hasHistory(procedure)) return [];
  const classes = new Map(Object.entries(item.class));
  const whole = Object.entries(item.name).map(([language, name]) => `${classes.get(language) ?? ''}${name}`);
  return [...Object.values(item.name), ...whole];
}
