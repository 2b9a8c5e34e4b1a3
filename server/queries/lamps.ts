import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { watchNumber } from '#shared/watch/watch.ts';
import type { LampList, LampStory } from '#shared/wire/lamps.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import type { LampStore } from '../storage/readings/lamp-store.ts';
import { seesPlace } from './scope-of-pack.ts';

export interface LampPorts {
  lamps: { store: Pick<LampStore, 'told' | 'ordered'> };
  ledger: Pick<Ledger, 'readLast'>;
  now: () => number;
}

/** Acts of the watch that are looked through for the orders of one group. */
const lookBack = 400;
/** Above every version. */
const newest = 2_147_483_647;

/** The groups of the asker's part. */
export async function listLamps(
  { lamps: { store }, now }: LampPorts,
  pack: LoadedPack,
  person: Person,
): Promise<LampList> {
  const groups = (pack.pack.lamps ?? []).filter(({ place }) => seesPlace(pack, person, place));
  const [told, ordered] = await Promise.all([store.told(pack.id), store.ordered(pack.id)]);
  const words = new Map(told.map(({ group, ...word }) => [group, word]));
  return {
    now: now(),
    groups: groups.map(({ source: _, ...group }) => ({
      ...group,
      grids: pack.grid.locate(group.place).map(({ id }) => id),
      told: words.get(group.id) ?? null,
      last: ordered[group.id] ?? null,
    })),
  };
}

/** What a group was told of late, out of the ledger. */
export async function readLampStory(
  { ledger }: LampPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
): Promise<LampStory | Refusal> {
  const group = pack.pack.lamps?.find((one) => one.id === id);
  if (!group || !seesPlace(pack, person, group.place))
    return refuse('unknown', 'no-lamp-group', { group: id }, 'group');
  const subject = watchNumber(pack.pack.identity.code);
  return { orders: lampStoryOf(id, await ledger.readLast(pack.id, subject, newest, lookBack)) };
}

/** The orders to one group among entries about the watch, with their answers, the newest first. */
export function lampStoryOf(
  id: string,
  entries: readonly Pick<LedgerEntry, 'seq' | 'at' | 'by' | 'version' | 'fact'>[],
): LampStory['orders'] {
  const orders = new Map<number, LampStory['orders'][number]>();
  for (const { seq, at, by, version, fact } of entries) {
    if (fact.kind === 'watch-lamps-ordered' && fact.groups.includes(id)) {
      const { level, reason } = fact;
      orders.set(version, { seq, order: version, level, reason, by, at, answer: null });
    }
    if (fact.kind !== 'watch-lamps-answered' || fact.group !== id) continue;
    const order = orders.get(fact.order);
    const { level, lit, dark } = fact;
    if (order) orders.set(fact.order, { ...order, answer: { at, level, lit, dark } });
  }
  return [...orders.values()].reverse();
}
