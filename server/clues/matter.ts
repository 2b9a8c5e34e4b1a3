import type { Person } from '#shared/access/person.ts';
import { itemsOfClue } from '#shared/incident/clue.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute } from '../ports.ts';
import type { ClueStore, StoredClue } from '../storage/readings/clue-store.ts';

export interface MatterPorts {
  clues: Pick<ClueStore, 'become'>;
  execute: Execute;
}

/**
 * Opens the matter that somebody made of a clue, with its words as they came, and keeps its number. Asked again for the same word it
 * opens nothing anew: the word's instant is in the key, so what was refused once may be said again. Throws while the ledger cannot be
 * asked; the clue stays decided then, and is brought to its end later.
 */
export async function openMatterOf(
  { clues, execute }: MatterPorts,
  pack: LoadedPack,
  by: Person,
  clue: Omit<StoredClue, 'decidedAt'> & { decidedAt: number },
): Promise<Refusal | null> {
  const opened = await execute(orderOf(pack, by, clue));
  await clues.become(pack.id, clue.id, clue.decidedAt, isRefusal(opened) ? null : opened.subject);
  return isRefusal(opened) ? opened : null;
}

function orderOf(
  pack: LoadedPack,
  by: Person,
  clue: StoredClue & { decidedAt: number },
): Parameters<Execute>[0] {
  const item = itemsOfClue[clue.kind].find((one) => pack.items.has(one)) ?? itemsOfClue[clue.kind][0] ?? '';
  const cell = pack.grid.byId.get(clue.chain.at(-1) ?? '');
  const place = clue.lng === null || clue.lat === null ? cell?.centre : { lng: clue.lng, lat: clue.lat };
  const about = [clue.medium, clue.topic, clue.subject ?? ''].filter(Boolean).join(' · ');
  return {
    jurisdiction: pack.id,
    by,
    key: `clue:${clue.id}:${clue.decidedAt}`,
    command: {
      kind: 'report',
      source: clue.kind === 'opinion' ? 'opinion' : 'department',
      item,
      title: clue.title,
      detail: [about, clue.text].filter(Boolean).join('：').slice(0, 2_000),
      address: cell ? cell.name : '',
      urgent: false,
      evidence: [],
      ...(place && { place }),
    },
  };
}
