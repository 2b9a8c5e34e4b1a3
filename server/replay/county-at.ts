import { setImmediate as breathe } from 'node:timers/promises';
import { localMidnight } from '#shared/clock/deadline.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import {
  actsWindow,
  figuresSince,
  finishingSince,
  foldEntries,
  forgetOld,
  missingOf,
  type County,
} from '../projections/county.ts';
import { emptyCounty, subjectsOf } from '../projections/open-county.ts';
import type { ReplayStore } from '../storage/replay/replay-store.ts';
import { checkpointForm, packCounty, unpackCounty } from './checkpoint.ts';

/** The state of a county at an instant: nearest checkpoint + ledger. */
export interface Counties {
  /** As it was when its ledger had come to `seq`, an entry of the instant `at`. It is the caller's own. */
  upTo(pack: LoadedPack, seq: number, at: number): Promise<County>;
  /** Keeps a checkpoint of the midnight before `at`, unless there is one; says whether it made one. */
  keepDay(pack: LoadedPack, at: number): Promise<boolean>;
  /**
   * Holds states all along the local day of `at`, as far as it has gone, so that the next look at it is near one of them. `rest` is
   * asked before each part of it, some 400 entries: it waits while somebody looks, and false ends it.
   */
  holdDay(pack: LoadedPack, at: number, now: number, rest: () => Promise<boolean>): Promise<void>;
}
export interface CountyPorts {
  ledger: Pick<Ledger, 'read' | 'readSubjects'>;
  store: ReplayStore;
}

/** Entries folded before others are let in: some ten milliseconds. */
const pageEntries = 500;
/** States in memory are at least so far apart, and as many are kept of a county: a day of facts is near one of them. */
const strideEntries = 400;
const mostHeld = 48;
/** Farther than this a county is made from its living subjects' histories, which costs the same however long the ledger is. */
const farEntries = 15_000;

interface Past extends CountyPorts {
  /** Never folded on: copies are. The last used is the last. */
  held: Map<string, County[]>;
}

export function openCounties({ ledger, store }: CountyPorts): Counties {
  const past: Past = { ledger, store, held: new Map() };
  return bindTo(past, { upTo, keepDay, holdDay });
}

async function upTo(past: Past, pack: LoadedPack, seq: number, at: number): Promise<County> {
  let county = recall(past, pack.id, seq);
  if (!county || seq - county.seq > strideEntries) {
    county = (await midnightBefore(past, pack, at, county?.seq)) ?? county;
  }
  if (!county || seq - county.seq > farEntries)
    county = seq <= farEntries && !county ? emptyCounty(pack) : await remake(past, pack, seq, at);
  county.pack = pack;
  await forward(past, county, seq);
  forgetOld(county, at);
  remember(past, pack.id, county);
  return county;
}

async function keepDay(past: Past, pack: LoadedPack, at: number): Promise<boolean> {
  const { store } = past;
  const head = await store.headAt(pack.id, localMidnight(pack.pack.calendar, at) - 1);
  if (!head || (await store.isKept(pack.id, checkpointForm, head.seq))) return false;
  await midnightBefore(past, pack, at);
  return true;
}

async function holdDay(
  past: Past,
  pack: LoadedPack,
  at: number,
  now: number,
  rest: () => Promise<boolean>,
): Promise<void> {
  const { store } = past;
  const begin = localMidnight(pack.pack.calendar, at);
  const [first, last] = await Promise.all([
    store.headAt(pack.id, begin),
    store.headAt(pack.id, Math.min(begin + dayMs, now)),
  ]);
  if (!last) return;
  const from = first?.seq ?? 0;
  let county = recall(past, pack.id, from);
  if (!county || from - county.seq > strideEntries)
    county = (await midnightBefore(past, pack, at)) ?? county ?? emptyCounty(pack);
  while (county.seq < last.seq && (await rest())) {
    const seq = Math.min(county.seq + strideEntries, last.seq);
    const known = recall(past, pack.id, seq);
    if (known && known.seq > county.seq) county = known;
    else await forward(past, county, seq);
  }
}

function remember({ held }: Pick<Past, 'held'>, id: string, county: County): void {
  const list = held.get(id) ?? [];
  if (list.some(({ seq }) => Math.abs(seq - county.seq) < strideEntries)) return;
  held.set(id, [...list.slice(1 - mostHeld), copyOf(county)]);
}

function recall({ held }: Pick<Past, 'held'>, id: string, seq: number): County | null {
  const before = (held.get(id) ?? []).filter((county) => county.seq <= seq);
  const found = before.reduce<County | null>((best, one) => (best && best.seq >= one.seq ? best : one), null);
  return found && copyOf(found);
}

/** Folds the ledger on, in place. A page is folded while the next is read. */
async function forward(past: Pick<Past, 'ledger' | 'held'>, county: County, seq: number): Promise<void> {
  const { ledger } = past;
  const { id } = county.pack;
  const page = (after: number): Promise<LedgerEntry[]> => {
    const asked = ledger.read(id, after, Math.min(pageEntries, seq - after));
    // Whoever waits for it hears that it failed; nobody may.
    asked.catch(() => undefined);
    return asked;
  };
  let next = page(county.seq);
  while (county.seq < seq) {
    const entries = await next;
    const last = entries.at(-1)?.seq;
    if (last === undefined) throw new Error(`the ledger of ${id} ends before ${seq}`);
    if (last < seq) next = page(last);
    await bringMissing(past, county, entries);
    foldEntries(county, entries);
    remember(past, id, county);
    await breathe();
  }
}

/** An act on a matter that had been let go of brings it back. */
async function bringMissing(
  { ledger }: Pick<Past, 'ledger'>,
  county: County,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const missing = missingOf(county, entries);
  if (missing.length === 0) return;
  const back = emptyCounty(county.pack);
  foldEntries(back, await ledger.readSubjects(county.pack.id, missing, county.seq));
  for (const id of missing) county.incidents.set(id, must(back.incidents.get(id), id));
}

/** From the histories of what may have lived then, and of whom the last acts were about. */
async function remake(
  { ledger, store }: CountyPorts,
  pack: LoadedPack,
  seq: number,
  at: number,
): Promise<County> {
  const since = Math.max(0, seq - actsWindow);
  const last = (await ledger.read(pack.id, since, actsWindow)).filter((entry) => entry.seq <= seq);
  const living = await store.livingAt(pack.id, at, figuresSince(pack, at), finishingSince(at));
  const subjects = [...new Set([...living, ...subjectsOf(last)])];
  const entries: LedgerEntry[] = [];
  for (let i = 0; i < subjects.length; i += pageEntries)
    entries.push(...(await ledger.readSubjects(pack.id, subjects.slice(i, i + pageEntries), seq)));
  entries.sort((a, b) => a.seq - b.seq);
  const county = emptyCounty(pack);
  for (let i = 0; i < entries.length; i += pageEntries) {
    foldEntries(county, entries.slice(i, i + pageEntries));
    await breathe();
  }
  county.seq = seq;
  county.acts = county.acts.filter(({ row }) => row.seq > since);
  forgetOld(county, at);
  return county;
}

/** The county of the midnight before; null when there is none, or what is known already (`beyond`) is nearer. */
async function midnightBefore(
  ports: CountyPorts,
  pack: LoadedPack,
  at: number,
  beyond = -1,
): Promise<County | null> {
  const { store } = ports;
  const midnight = localMidnight(pack.pack.calendar, at);
  const head = await store.headAt(pack.id, midnight - 1);
  if (!head || head.seq <= beyond) return null;
  const stored = await store.checkpoint(pack.id, checkpointForm, head.seq);
  if (stored?.seq === head.seq) return unpackCounty(stored.body, pack, head.seq);
  const county = await remake(ports, pack, head.seq, head.at);
  await store.keep(pack.id, checkpointForm, { ...head, body: await packCounty(county) });
  return county;
}

/** Incidents are never changed, only replaced: the lists are all there is to copy. */
function copyOf(county: County): County {
  return {
    ...county,
    incidents: new Map(county.incidents),
    warnings: new Map(county.warnings),
    acts: [...county.acts],
  };
}

/** Checkpoints are kept so long: a year and a little. */
export const checkpointsMs = 400 * dayMs;
