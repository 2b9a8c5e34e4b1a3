import { asSource } from '#shared/access/outsiders.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { lampPatienceMs, lampRepeatMs, type LampIn, type LampOrder } from '#shared/sensing/lamp.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { Execute, Ledger, LedgerEntry } from '../ports.ts';
import type { Log } from '../log.ts';
import { openLampStore, type LampStore } from '../storage/readings/lamp-store.ts';
import type { Database } from '../storage/database.ts';
import { takeLamps } from './door.ts';

/** Hands an order to whoever listens for this source on this node. */
export type TellController = (jurisdiction: string, source: string, orders: readonly LampOrder[]) => void;

export interface Lamps {
  store: LampStore;
  /** The door: what controllers say of their lamps. */
  take(jurisdiction: string, source: string, input: unknown): Promise<BatchAnswer | Refusal>;
  /** From now on orders are told by this; until then they wait. */
  speakBy(tell: TellController): void;
}
export interface LampPorts {
  packs: Packs;
  ledger: Pick<Ledger, 'follow' | 'head'>;
  execute: Execute;
  database: Database;
  clock: () => number;
  log: Log;
  onStop: (stop: () => unknown) => void;
}

/** Orders that a restart may have cut off lie in the last entries of the ledger. */
const lookBack = 500;

/**
 * Street lamps. What people order is a fact of the ledger; every node follows the ledger and tells the controllers that are
 * connected to it, again and again until the ledger has the answer or patience ends. So an order outlives the node that took it,
 * and no lamp does what was ordered long ago: each order says until when it holds.
 */
export async function openLamps(ports: LampPorts): Promise<Lamps> {
  const { packs, ledger, clock, log } = ports;
  const store = openLampStore(ports.database);
  /** Orders that nobody answered yet, by county and group. */
  const open = new Map<string, Map<string, LampOrder>>();
  /** What ends the following of each county's ledger. */
  const followed = new Map<string, () => Promise<void>>();
  let tell: TellController = () => undefined;

  await packs.serve(async ({ id }) => {
    const waiting = new Map<string, LampOrder>();
    open.set(id, waiting);
    const { seq } = await ledger.head(id);
    const deaf = await ledger.follow(id, Math.max(0, seq - lookBack), (entries) => {
      if (hear(waiting, entries, clock())) say(id, waiting);
    });
    followed.set(id, deaf);
    return async () => {
      open.delete(id);
      followed.delete(id);
      await deaf();
    };
  });
  function say(id: string, waiting: Map<string, LampOrder>): void {
    for (const [group, { until }] of waiting) if (until <= clock()) waiting.delete(group);
    if (waiting.size === 0) return;
    const sources = new Map((packOf(packs, id).pack.lamps ?? []).map((one) => [one.id, one.source]));
    for (const [source, orders] of groupBy([...waiting.values()], (one) => sources.get(one.group) ?? ''))
      if (source !== '') tell(id, source, orders);
  }
  const timer = setInterval(() => {
    for (const [id, waiting] of open) say(id, waiting);
  }, lampRepeatMs);
  // The house stops with its counties open: whoever follows a ledger then ends that before the database goes.
  ports.onStop(async () => {
    clearInterval(timer);
    await Promise.all([...followed.values()].map((deaf) => deaf()));
  });

  const answer = async (jurisdiction: string, source: string, item: LampIn): Promise<void> => {
    const { group, order, level, lit, dark } = item;
    if (order === undefined) return;
    const said = await ports.execute({
      jurisdiction,
      by: { id: source, name: source, ...asSource },
      command: { kind: 'answer-lamps', group, order, level, lit, dark },
    });
    // An answer that came twice, or after another order, changes nothing.
    if (isRefusal(said)) log.debug({ jurisdiction, group, order, said }, 'an answer of lamps was not needed');
  };
  return {
    store,
    take: (jurisdiction, source, input) =>
      takeLamps({ ...ports, store, answer }, jurisdiction, source, input),
    speakBy(next) {
      tell = next;
      for (const [id, waiting] of open) say(id, waiting);
    },
  };
}

/** Folds entries into what waits; answers whether something new does. */
export function hear(
  waiting: Map<string, LampOrder>,
  entries: readonly Pick<LedgerEntry, 'at' | 'version' | 'fact'>[],
  now: number,
): boolean {
  let isNew = false;
  for (const { at, version, fact } of entries) {
    if (fact.kind === 'watch-lamps-answered' && waiting.get(fact.group)?.order === fact.order)
      waiting.delete(fact.group);
    if (fact.kind !== 'watch-lamps-ordered') continue;
    const until = at + lampPatienceMs;
    for (const group of fact.groups) {
      waiting.delete(group);
      if (until > now) waiting.set(group, { order: version, group, level: fact.level, until });
    }
    isNew ||= until > now;
  }
  return isNew;
}
