import { inRecord } from '#shared/kernel/localized.ts';
import type { IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { columnsOf } from '../commands/columns-of.ts';
import { appendPast, type DecidedEntry, type TellDecided } from '../ledger/bulk.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { Ledger } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { makePast } from './past.ts';

/** Counts of what was written, and what the pretend people were refused: a fault of theirs, which must not keep a house from starting. */
export interface WrittenPast {
  incidents: number;
  entries: number;
  refused: string[];
}
/** Makes the past of a county and writes it; null, with nothing written, when its ledger is not empty. */
export type WritePast = (
  pack: LoadedPack,
  plan: {
    now: number;
    days: number;
    /** Multiplies the county's matters a day; 1 when missing. */
    scale?: number;
    progress(share: number): void;
  },
) => Promise<WrittenPast | null>;

export interface TellPastOptions {
  ledger: Pick<Ledger, 'head'>;
  write: WritePast;
  packs: Packs;
  clock: () => number;
  log: Log;
  /** Days of past; 0 tells none. */
  days: number;
}

const seed = 20_261_122;
/** So many counties at a time: while one is made, PostgreSQL works on what the other has written. */
const lanes = 2;

/** Gives every demo county without a ledger a past. Says how far it is. */
export async function tellPast(options: TellPastOptions): Promise<void> {
  const { days, packs, ledger } = options;
  const waiting: LoadedPack[] = [];
  for (const pack of packs.all())
    if (days > 0 && pack.pack.demo && (await ledger.head(pack.id)).seq === 0) waiting.push(pack);
  // The largest first: the others fit beside it.
  const rate = ({ pack }: LoadedPack): number => pack.demo?.incidentsPerDay ?? 0;
  waiting.sort((a, b) => rate(b) - rate(a));
  const lane = async (): Promise<void> => {
    for (let pack = waiting.shift(); pack; pack = waiting.shift()) await tellOne(pack, options);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function tellOne(pack: LoadedPack, { write, clock, log, days }: TellPastOptions): Promise<void> {
  const name = inRecord(pack.pack.identity.name);
  const since = performance.now();
  log.info({ jurisdiction: pack.id }, `${name}: writing ${days} days of demo past`);
  let shown = 0;
  const progress = (share: number): void => {
    if (share < shown + 0.25) return;
    shown = share;
    log.info({ jurisdiction: pack.id }, `${name}: ${Math.round(share * 100)} %`);
  };
  const written = await write(pack, { now: clock(), days, progress });
  if (!written) return;
  const ms = Math.round(performance.now() - since);
  const { refused, ...counts } = written;
  for (const what of refused) log.error({ jurisdiction: pack.id, what }, 'demo past: command refused');
  log.info({ jurisdiction: pack.id, ...counts, ms }, `${name}: the past is told`);
}

/** Writes pasts from here. */
export function writePast(database: Database): WritePast {
  return async (pack, plan) => {
    const counts: WrittenPast = { incidents: 0, entries: 0, refused: [] };
    const tell: TellDecided = (head) => {
      const past = makePast({
        scale: 1,
        ...plan,
        pack,
        seed,
        head,
        refused: (what) => counts.refused.push(what),
      });
      function* entries(): Generator<DecidedEntry> {
        for (const entry of past.entries) {
          counts.entries += 1;
          yield entry;
        }
      }
      return { entries: entries(), end: past.end };
    };
    const columns = (incident: Incident): IncidentColumns => {
      counts.incidents += 1;
      return columnsOf(pack, incident);
    };
    return (await appendPast(database, pack.id, tell, columns)) ? counts : null;
  };
}
