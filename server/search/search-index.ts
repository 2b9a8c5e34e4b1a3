import { searchDocument, type SearchNames } from '#shared/search/document.ts';
import { fold } from '#shared/search/grams.ts';
import { inRecord, textIn, type Language } from '#shared/kernel/localized.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { madeOfPack, type Packs } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import type { Index } from '../storage/record/incident-queries.ts';
import type { NamedBy } from '../storage/search/search-queries.ts';
import { openKeepUp } from '../storage/keep-up.ts';
import { indexNext, readLag, type Making } from '../storage/search/search-store.ts';

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

export function openSearchIndex(ports: {
  database: Database;
  packs: Packs;
  log: Log;
  works?: Works;
  /** Incidents a slice, other than usual. */
  sliceSize?: number;
}): SearchIndex {
  const { database, packs, log, works, sliceSize } = ports;
  const makingFor = madeOfPack(packs, (pack) => makingOf(pack, sliceSize));
  const keeping = openKeepUp({
    database,
    log,
    works,
    serve: (open) => packs.serve(open),
    what: 'keeping the search index',
    step: (jurisdiction) => indexNext(database, jurisdiction, makingFor(jurisdiction)),
  });
  return {
    async freshen(jurisdiction) {
      const lag = await readLag(database, jurisdiction);
      const isLong = (lag.isMade ? lag.entries : lag.head) > worthWaitingFor;
      if (!packs.of(jurisdiction) || isLong || (lag.isMade && lag.entries === 0))
        return { isMade: lag.isMade, behind: lag.entries };
      await keeping.catchUp(jurisdiction);
      return { isMade: true, behind: 0 };
    },
    namedBy: otherNames(packs),
    follow: keeping.follow,
  };
}

function makingOf(pack: LoadedPack, sliceSize: number | undefined): Making {
  const names = namesOf(pack);
  return {
    makeDocument: (incident) => searchDocument(incident, names),
    ...(sliceSize !== undefined && { sliceSize }),
  };
}

/** Chinese names: they stand in every document, because they are what most people type. */
export function namesOf({ items, grid, units }: LoadedPack): SearchNames {
  return {
    item: (id) => {
      const item = items.get(id);
      return item ? `${inRecord(item.class)} ${inRecord(item.name)}` : null;
    },
    grid: (id) => grid.byId.get(id)?.name ?? null,
    unit: (id) => inRecord(units.get(id)?.name) ?? null,
  };
}

/**
 * Names that stand in no document, or not in all: the English ones, and Chinese ones that were changed while documents were made. A
 * word that is part of one is looked for as what it names.
 */
function otherNames(packs: Packs): NamedBy {
  const namesFor = madeOfPack(packs, ({ id, items, pack }) => {
    const folder = packs.of(id, 0);
    const itemName = ({ class: all, name }: CatalogueItem, of: Language): string =>
      `${textIn(all, of)}\n${textIn(name, of)}`;
    const changed = (was: string | undefined, is: string): string[] =>
      was === undefined || was === is ? [] : [is];
    return {
      items: [...items.values()].map((item) => {
        const was = folder?.items.get(item.id);
        const zh = changed(was && itemName(was, 'zh'), itemName(item, 'zh'));
        return { id: item.id, name: fold([itemName(item, 'en'), ...zh].join('\n')) };
      }),
      units: pack.units.map(({ id: unit, name: { zh, en } }) => ({
        id: unit,
        name: fold([en, ...changed(inRecord(folder?.units.get(unit)?.name), zh)].join('\n')),
      })),
    };
  });
  return (jurisdiction, word) => {
    if (!packs.of(jurisdiction)) return { items: [], units: [] };
    const idsOf = (named: readonly { id: string; name: string }[]): string[] =>
      named.filter(({ name }) => name.includes(word)).map(({ id }) => id);
    const names = namesFor(jurisdiction);
    return { items: idsOf(names.items), units: idsOf(names.units) };
  };
}
