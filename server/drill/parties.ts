import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { AskedDrill, DrillHead, DrillSheet } from '#shared/wire/drill.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';

type Named = Pick<DrillHead, 'seats' | 'walls' | 'phones' | 'by'>;

/** Whether somebody is shown the drill, and is heard in it: at a desk, as a wall, on a phone. */
export function takesPart(head: Named, person: Person, { grid }: Pick<LoadedPack, 'grid'>): boolean {
  if (!may(person, 'join-drills')) return false;
  if (may(person, 'show-as-wall')) return head.walls.includes(person.id);
  if (may(person, 'open-desk'))
    return head.seats.length === 0 || head.by.id === person.id || head.seats.includes(person.id);
  const { phones } = head;
  if (phones === 'all') return true;
  return person.grids.some((own) => chainTo(grid, own).some(({ id }) => phones.includes(id)));
}

/** Whether the screen goes into the drill by itself: walls and phones do, a desk is a seat that somebody takes. */
export const isCalled = (head: Named, person: Person, pack: Pick<LoadedPack, 'grid'>): boolean =>
  !may(person, 'open-desk') && takesPart(head, person, pack);

export function mayEnd({ by }: Pick<DrillHead, 'by'>, person: Person): boolean {
  return by.id === person.id || may(person, 'configure');
}

/** What names nothing that there is, by the field that names it. */
export function whyNotCall({ phones }: AskedDrill, { grid }: Pick<LoadedPack, 'grid'>): Refusal | null {
  const unknown = phones === 'all' ? undefined : phones.find((id) => !grid.byId.has(id));
  return unknown === undefined ? null : refuse('unknown', 'unknown-grid', 'phones');
}

export function asTold(head: DrillHead, person: Person, pack: Pick<LoadedPack, 'grid'>): DrillHead {
  // A drill that was kept by an earlier server named neither walls nor phones, and no units.
  const named = { ...head, walls: head.walls ?? [], phones: head.phones ?? [], units: head.units ?? null };
  return { ...named, mine: takesPart(named, person, pack), mayEnd: mayEnd(head, person) };
}

/** A sheet as somebody may read it: who took and dispatched is not for a screen that everybody walks past. */
export function toldTo(sheet: DrillSheet, person: Person, pack: Pick<LoadedPack, 'grid'>): DrillSheet {
  const head = asTold(sheet.head, person, pack);
  if (may(person, 'see-names')) return { ...sheet, head };
  const matters = sheet.matters.map((one) => ({ ...one, takenBy: null, dispatchedBy: null }));
  return { ...sheet, head: { ...head, by: { ...head.by, name: '' } }, matters };
}
