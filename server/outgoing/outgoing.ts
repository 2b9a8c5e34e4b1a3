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
  const { packs, ledger, store, works = openWorks(ports) } = ports;
  const ears = new Map<string, Set<() => void>>();
  const pusher = openPusher(ports);
  const stops = new Set<() => Promise<void>>();
  let isEnded = false;

  async function readOn(jurisdiction: string): Promise<void> {
    for (;;) {
      const at = (await store.head(jurisdiction)) ?? 0;
      const entries = await ledger.read(jurisdiction, at, chunk);
      if (entries.length === 0 || isEnded) return;
      const heard = await keepEntries(store, jurisdiction, entries);
      if (heard.size > 0) pusher.nudge();
      for (const source of heard) for (const ear of ears.get(`${jurisdiction}\0${source}`) ?? []) ear();
    }
  }

  await packs.serve(async ({ id: jurisdiction }) => {
    const { seq } = await ledger.head(jurisdiction);
    let running: Promise<void> | null = null;
    let [isWanted, isBegun, isOver] = [false, false, false];
    /** The first time looks through every matter: minutes in a county of millions, which no start waits for. */
    const begin = async (): Promise<void> => {
      if (!isBegun && (await store.head(jurisdiction)) === null) await store.begin(jurisdiction, seq);
      isBegun = true;
    };
    const nudge = (): void => {
      isWanted = true;
      running ??= (async () => {
        while (isWanted && !isEnded && !isOver) {
          isWanted = false;
          // Nothing is lost: the next entry, or the next start, reads from the same place.
          const run = untilOver(
            () => isEnded,
            () => begin().then(() => readOn(jurisdiction)),
          );
          await works.round('storing outgoing events', run, jurisdiction);
        }
        running = null;
      })();
    };
    const unfollow = await ledger.follow(jurisdiction, seq, nudge);
    nudge();
    const stop = async (): Promise<void> => {
      isOver = true;
      await unfollow();
      await running;
    };
    stops.add(stop);
    return async () => {
      stops.delete(stop);
      await stop();
    };
  });
  return {
    listen(jurisdiction, source, each) {
      const name = `${jurisdiction}\0${source}`;
      const listening = ears.get(name) ?? new Set();
      ears.set(name, listening.add(each));
      return () => {
        listening.delete(each);
        if (listening.size === 0) ears.delete(name);
      };
    },
    async stop() {
      isEnded = true;
      for (const end of stops) await end();
      await pusher.stop();
    },
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
