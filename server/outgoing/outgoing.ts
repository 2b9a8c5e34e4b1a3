import { isWatchFact } from '#shared/watch/watch.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Packs } from '../packs/port.ts';
import type { Ledger, LedgerEntry, OutgoingRoom } from '../ports.ts';
import type { OutgoingStore, SourceEvent } from '../storage/public/outgoing-store.ts';
import { openWorks, untilOver } from '../works.ts';
import { openPusher, type PushPorts } from './push.ts';

/**
 * What systems hear of the matters that they reported: every fact of them that is for their ears, read from the ledger by `seq`
 * (a notice is only a nudge), kept as a row, pushed to their webhook, and told to who listens. A restart goes on where the
 * last one ended; two nodes keep the same rows once.
 */
export interface Outgoing extends OutgoingRoom {
  stop(): Promise<void>;
}

export interface OutgoingPorts extends PushPorts {
  packs: Pick<Packs, 'serve'>;
  ledger: Pick<Ledger, 'read' | 'head' | 'follow'>;
}

const chunk = 500;
/** A source that was away longer reads its matters one by one. */
export const eventsKeptMs = 90 * dayMs;
/** What officers say among each other, reminders and looks are not for those who reported. */
const inner = new Set<IncidentFact['kind']>(['said', 'seen', 'reminded', 'escalated', 'lapsed', 'joined']);

/** Follows the ledger of each jurisdiction from now on. */
export async function openOutgoing(ports: OutgoingPorts): Promise<Outgoing> {
  const { packs } = ports;
  const ears = openEars();
  const pusher = openPusher(ports);
  const stops = new Set<() => Promise<void>>();
  const ending = new AbortController();
  await packs.serve(async ({ id }) => {
    const stop = await followOne(ports, id, ending.signal, (sources) => {
      if (sources.size > 0) pusher.nudge();
      for (const source of sources) ears.tell(id, source);
    });
    stops.add(stop);
    return async () => {
      stops.delete(stop);
      await stop();
    };
  });
  return {
    listen: ears.listen,
    async stop() {
      ending.abort();
      for (const end of stops) await end();
      await pusher.stop();
    },
  };
}

/** Who listens for events of a source right now. */
function openEars() {
  const ears = new Map<string, Set<() => void>>();
  const nameOf = (jurisdiction: string, source: string): string => `${jurisdiction}\0${source}`;
  return {
    tell(jurisdiction: string, source: string): void {
      for (const ear of ears.get(nameOf(jurisdiction, source)) ?? []) ear();
    },
    listen(jurisdiction: string, source: string, each: () => void): () => void {
      const name = nameOf(jurisdiction, source);
      const listening = ears.get(name) ?? new Set();
      ears.set(name, listening.add(each));
      return () => {
        listening.delete(each);
        if (listening.size === 0) ears.delete(name);
      };
    },
  };
}

/** Keeps the events of one ledger as it grows, and says which sources have something new; the answer ends it. */
async function followOne(
  ports: OutgoingPorts,
  jurisdiction: string,
  over: AbortSignal,
  heard: (sources: ReadonlySet<string>) => void,
): Promise<() => Promise<void>> {
  const { ledger, store, works = openWorks(ports) } = ports;
  const { seq } = await ledger.head(jurisdiction);
  let running: Promise<void> | null = null;
  let [isWanted, isBegun, isOver] = [false, false, false];
  /** The first time looks through every matter: minutes in a county of millions, which no start waits for. */
  const begin = async (): Promise<void> => {
    if (!isBegun && (await store.head(jurisdiction)) === null) await store.begin(jurisdiction, seq);
    isBegun = true;
  };
  async function readOn(): Promise<void> {
    await begin();
    for (;;) {
      const at = (await store.head(jurisdiction)) ?? 0;
      const entries = await ledger.read(jurisdiction, at, chunk);
      if (entries.length === 0 || over.aborted) return;
      heard(await keepEntries(store, jurisdiction, entries));
    }
  }
  async function run(): Promise<void> {
    while (isWanted && !over.aborted && !isOver) {
      isWanted = false;
      // Nothing is lost: the next entry, or the next start, reads from the same place.
      const round = untilOver(() => over.aborted, readOn);
      await works.round('storing outgoing events', round, jurisdiction);
    }
    running = null;
  }
  const nudge = (): void => {
    isWanted = true;
    running ??= run();
  };
  const unfollow = await ledger.follow(jurisdiction, seq, nudge);
  nudge();
  return async () => {
    isOver = true;
    await unfollow();
    await running;
  };
}

/** Keeps the events among some entries; the sources that have something new. */
async function keepEntries(
  store: OutgoingStore,
  jurisdiction: string,
  entries: readonly LedgerEntry[],
): Promise<Set<string>> {
  const matters = entries.flatMap(({ subject, by, fact, at }) =>
    fact.kind === 'reported' && by.role === 'source' && by.id.startsWith('source:')
      ? [{ incident: subject, source: by.id.slice('source:'.length), at }]
      : [],
  );
  const known = await store.sourcesOf(jurisdiction, [...new Set(entries.map(({ subject }) => subject))]);
  for (const { incident, source } of matters) known.set(incident, source);
  const events = entries.flatMap(({ seq, subject, at, fact }): SourceEvent[] => {
    const source = known.get(subject);
    if (source === undefined || fact.kind.startsWith('warning-') || isWatchFact(fact)) return [];
    if (inner.has(fact.kind as IncidentFact['kind'])) return [];
    const act = fact.kind === 'advanced' ? fact.transition : fact.kind;
    return [{ jurisdiction, seq, source, incident: subject, at, act }];
  });
  await store.keep(jurisdiction, entries.at(-1)?.seq ?? 0, matters, events);
  return new Set(events.map(({ source }) => source));
}
