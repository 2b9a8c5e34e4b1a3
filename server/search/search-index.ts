import { searchDocument, type SearchNames } from '#shared/search/document.ts';
import { fold } from '#shared/search/grams.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import type { Index } from '../storage/incident-queries.ts';
import type { NamedBy } from '../storage/search-queries.ts';
import { indexNext, readLag, type Making } from '../storage/search-store.ts';

/**
 * Keeps the search index up to the ledger. Nothing waits for it in the record lane: it follows a moment after each commit, and a
 * search that comes sooner has it catch up first, when that is soon done.
 */
export interface SearchIndex extends Index {
  /** Follows by itself from now on; the answer ends that. */
  follow(): Promise<() => Promise<void>>;
}

/** A search waits for at most so many ledger entries. */
const worthWaitingFor = 500;
/** Facts that come this close after another are indexed together. */
const restMs = 200;

export function openSearchIndex(ports: {
  database: Database;
  packs: readonly LoadedPack[];
  log: Log;
  /** Incidents a slice, other than usual. */
  sliceSize?: number;
}): SearchIndex {
  const { database, packs, log, sliceSize } = ports;
  const lanes = new Map(packs.map((pack) => [pack.id, openLane(database, pack, sliceSize)]));
  return {
    async freshen(jurisdiction) {
      const lane = lanes.get(jurisdiction);
      const lag = await readLag(database, jurisdiction);
      const isLong = (lag.isMade ? lag.entries : lag.head) > worthWaitingFor;
      if (!lane || isLong || (lag.isMade && lag.entries === 0))
        return { isMade: lag.isMade, behind: lag.entries };
      await lane.catchUp();
      return { isMade: true, behind: 0 };
    },
    namedBy: englishNames(packs),
    async follow() {
      const timers = new Map<string, NodeJS.Timeout>();
      const nudge = (jurisdiction: string): void => {
        const lane = lanes.get(jurisdiction);
        if (!lane || timers.has(jurisdiction)) return;
        const run = (): void => {
          timers.delete(jurisdiction);
          lane.catchUp().catch((error: unknown) => {
            if (lane.isEnded()) return;
            log.warn({ err: error, jurisdiction }, 'the search index could not follow: trying again');
            nudge(jurisdiction);
          });
        };
        timers.set(jurisdiction, setTimeout(run, restMs));
      };
      // An empty payload: notices may have been lost.
      const deaf = await database.listen('ledger', (payload) => {
        const [named] = payload.split(' ', 1);
        if (named) nudge(named);
        else for (const id of lanes.keys()) nudge(id);
      });
      for (const id of lanes.keys()) nudge(id);
      return async () => {
        await deaf();
        for (const timer of timers.values()) clearTimeout(timer);
        await Promise.all([...lanes.values()].map((lane) => lane.end()));
      };
    },
  };
}

/** One jurisdiction. Who asks while it catches up shares that run, and the one after it, which sees what came meanwhile. */
function openLane(database: Database, pack: LoadedPack, sliceSize: number | undefined) {
  const names = namesOf(pack);
  const making: Making = {
    makeDocument: (incident) => searchDocument(incident, names),
    ...(sliceSize !== undefined && { sliceSize }),
  };
  let [ended, running, next]: [boolean, Promise<void> | null, Promise<void> | null] = [false, null, null];
  async function run(): Promise<void> {
    while (!ended && (await indexNext(database, pack.id, making)));
  }
  function start(): Promise<void> {
    next = null;
    running = run().finally(() => (running = null));
    return running;
  }
  return {
    catchUp(): Promise<void> {
      if (!running) return start();
      next ??= running.then(start, start);
      return next;
    },
    isEnded: () => ended,
    async end(): Promise<void> {
      ended = true;
      await Promise.allSettled([running, next]);
    },
  };
}

/** Chinese names: they stand in every document, because they are what most people type. */
export function namesOf({ items, grid, units }: LoadedPack): SearchNames {
  return {
    item: (id) => {
      const item = items.get(id);
      return item ? `${item.class.zh} ${item.name.zh}` : null;
    },
    grid: (id) => grid.byId.get(id)?.name ?? null,
    unit: (id) => units.get(id)?.name.zh ?? null,
  };
}

/** English names: they stand in no document, and a word that is part of one is looked for as what it names. */
function englishNames(packs: readonly LoadedPack[]): NamedBy {
  const known = new Map(
    packs.map(({ id, pack: { catalogue, units } }) => [
      id,
      {
        items: catalogue.map((item) => ({ id: item.id, name: fold(`${item.class.en}\n${item.name.en}`) })),
        units: units.map((unit) => ({ id: unit.id, name: fold(unit.name.en) })),
      },
    ]),
  );
  return (jurisdiction, word) => {
    const idsOf = (named: readonly { id: string; name: string }[] = []): string[] =>
      named.filter(({ name }) => name.includes(word)).map(({ id }) => id);
    const names = known.get(jurisdiction);
    return { items: idsOf(names?.items), units: idsOf(names?.units) };
  };
}
