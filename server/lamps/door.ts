import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { checkItem, instantFault, instantOf, type Fault } from '#shared/sensing/fault.ts';
import { lampIn, type LampIn } from '#shared/sensing/lamp.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { itemsOf } from '#shared/sensing/parse-batch.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { answerOf, makeSlip, noteFault } from '../readings/batch.ts';
import type { LampStore } from '../storage/readings/lamp-store.ts';

export interface LampDoorPorts {
  packs: Pick<Packs, 'of'>;
  store: Pick<LampStore, 'tell'>;
  clock: () => number;
  /** What an item with an order says to the ledger. */
  answer(jurisdiction: string, source: string, item: LampIn): Promise<void>;
}

const notIts: Fault = { code: 'forbidden', reason: 'another source speaks for these lamps', field: 'group' };
const notAnInstant: Fault = { code: 'invalid', reason: 'not an instant', field: 'at' };
const noGroup: Fault = { code: 'unknown', reason: 'no such group of lamps here', field: 'group' };

/** Takes what controllers say; the good items of a batch are kept and the others named. */
export async function takeLamps(
  ports: LampDoorPorts,
  jurisdiction: string,
  source: string,
  input: unknown,
): Promise<BatchAnswer | Refusal> {
  const pack = ports.packs.of(jurisdiction);
  if (!pack) return refuse('unknown', 'no-such-jurisdiction');
  const items = itemsOf(input, 'lamps');
  if (isRefusal(items)) return items;
  const slip = makeSlip();
  for (const [index, given] of items.entries()) {
    const read = readItem(pack, source, given, ports.clock());
    if ('fault' in read) {
      noteFault(slip, index, read.fault);
      continue;
    }
    const { item, at } = read;
    const isNew = await ports.store.tell(jurisdiction, { ...item, at });
    if (isNew) slip.taken++;
    else noteFault(slip, index, { code: 'duplicate', reason: 'something newer is already there' });
    // An answer counts even where a later word overtook it.
    await ports.answer(jurisdiction, source, item);
  }
  return answerOf(slip);
}

function readItem(
  { pack }: LoadedPack,
  source: string,
  given: unknown,
  now: number,
): { item: LampIn; at: number } | { fault: Fault } {
  const read = checkItem(lampIn, given);
  if ('fault' in read) return read;
  const { item } = read;
  const group = pack.lamps?.find(({ id }) => id === item.group);
  if (!group) return { fault: noGroup };
  if (group.source !== source) return { fault: notIts };
  const at = item.at === undefined ? now : instantOf(item.at);
  if (at === null) return { fault: notAnInstant };
  const fault = instantFault(at, { oldest: now - dayMs, newest: now + minuteMs });
  return fault ? { fault } : { item, at };
}
