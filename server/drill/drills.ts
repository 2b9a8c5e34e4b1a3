import { randomBytes } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { maySee, seesAll } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { AskedDrill, DrillHead, DrillQuery, DrillSheet, DrillState } from '#shared/wire/drill.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane, LedgerEntry } from '../ports.ts';
import { frameThen } from '../projections/frame-then.ts';
import { whyNotFollow } from '../projections/may-follow.ts';
import { measurer, type MeasuredAt } from './measurer.ts';
import { asTold, isCalled, mayEnd, takesPart, toldTo, whyNotCall } from './parties.ts';
import { advance, begin, drillNow, instrumentsAt, sheetNow, type Running } from './running.ts';
import { cuesOfPast, cuesOfPlan, type Cue } from './script.ts';

/**
 * Drills (演练): a past span or what a plan is about comes in on screens that say so, officers answer, and how they answered is timed
 * and scored. A drill lives in the memory of the server that opened it; its sheet is kept in a table of its own. This room is handed
 * a way to read the record and none to write it.
 */
export interface Drills {
  open(pack: LoadedPack, by: Person, asked: AskedDrill): Promise<DrillHead | Refusal>;
  list(pack: LoadedPack, person: Person): Promise<DrillHead[]>;
  sheet(pack: LoadedPack, person: Person, id: string): Promise<DrillSheet | Refusal>;
  /** The running drill that this screen goes into by itself, the newest of several; null: none. */
  calls(person: Person): string | null;
  /** Hears of every drill of a county that begins or ends; answers with how to hear no more. */
  onChange(changed: (jurisdiction: string) => void): () => void;
  /** What stands on the screens of a drill now. */
  state(person: Person, id: string, asked: DrillQuery): DrillState | Refusal;
  incident(person: Person, id: string, incident: string): Refusal | Detail;
  act(person: Person, id: string, key: string, command: IncidentCommand): CommandAnswer | Refusal;
  end(person: Person, id: string): Promise<DrillSheet | Refusal>;
  /** The drills that this server runs, with their counties. */
  running(): readonly RunningHead[];
  stop(): Promise<void>;
}
/** A drill as servers tell each other of it. */
export interface RunningHead {
  jurisdiction: string;
  head: Pick<DrillHead, 'id' | 'openedAt' | 'seats' | 'walls' | 'phones' | 'by'>;
}
/** The same of a whole house: one that another server runs is asked there. */
export type DrillsOfHouse = {
  [Act in keyof Drills]: Act extends 'state' | 'incident' | 'act'
    ? (...asked: Parameters<Drills[Act]>) => ReturnType<Drills[Act]> | Promise<ReturnType<Drills[Act]>>
    : Drills[Act];
};
export interface Detail {
  incident: Incident;
  entries: readonly LedgerEntry[];
}
type CellsUnder = (
  lane: HotLane,
  now: number,
  before: ReadonlyMap<string, string>,
) => ReadonlyMap<string, string>;
/** What a drill is handed: the record to be read, and where its sheets are kept. */
export interface DrillPorts {
  /** Entries of the record in [from, to), in order, as far as they tell of reports. */
  reportedIn(pack: LoadedPack, from: number, to: number): Promise<LedgerEntry[]>;
  measuredAt: MeasuredAt;
  /** Indicators that go by the instruments of a made weather; the others stand as they stood when it began. */
  cellsUnder(pack: LoadedPack, ...of: Parameters<CellsUnder>): ReturnType<CellsUnder>;
  store: {
    keep(jurisdiction: string, sheet: DrillSheet, at: number): Promise<void>;
    list(jurisdiction: string, most: number): Promise<{ sheet: DrillSheet; touchedAt: number }[]>;
    find(jurisdiction: string, id: string): Promise<{ sheet: DrillSheet; touchedAt: number } | null>;
  };
  clock: () => number;
  log: Log;
}

/** So many run at a time in a county, and so many are listed. */
export const mostRunning = 3;
const mostListed = 50;
/** A running drill is kept so often; one that was not for thrice as long has lost its server. */
const keepMs = 10_000;
const lostMs = 3 * keepMs;
const beatMs = 1_000;

export function openDrills(ports: DrillPorts): Drills {
  const runs = openRuns(ports);
  const { calls, onChange, stop } = runs;
  const acts = { ...beginning(ports, runs), ...looking(ports, runs), ...answering(ports, runs) };
  const running = (): RunningHead[] =>
    [...runs.all.values()].map(({ pack, head }) => ({ jurisdiction: pack.id, head: namedBy(head) }));
  return { ...acts, calls, onChange, running, stop };
}

function namedBy({ id, openedAt, seats, walls, phones, by }: Running['head']): RunningHead['head'] {
  return { id, openedAt, seats, walls, phones, by };
}

/** The drills that run on this server. */
interface Runs extends Pick<Drills, 'calls' | 'onChange'> {
  all: Map<string, Running>;
  start(one: Running): Promise<void>;
  keep(one: Running): Promise<void>;
  finish(one: Running): Promise<DrillSheet>;
  /** A running drill that the person takes part in. */
  joined(person: Person, id: string): Running | Refusal;
  stop(): Promise<void>;
}

/** Who hears that a drill of a county began or ended. */
function openEars(): Pick<Drills, 'onChange'> & { tell: (jurisdiction: string) => void } {
  const ears = new Set<(jurisdiction: string) => void>();
  return {
    tell: (jurisdiction) => ears.forEach((hear) => hear(jurisdiction)),
    onChange(changed) {
      ears.add(changed);
      return () => void ears.delete(changed);
    },
  };
}

function openRuns({ clock, store, measuredAt, log }: DrillPorts): Runs {
  const all = new Map<string, Running>();
  const { tell, onChange } = openEars();
  const keep = async (one: Running): Promise<void> => {
    one.keptAt = clock();
    await store.keep(one.pack.id, sheetNow(one, clock()), one.keptAt);
  };
  const finish = async (one: Running): Promise<DrillSheet> => {
    advance(one, clock());
    one.head = { ...one.head, state: 'ended', endedAt: clock() };
    all.delete(one.head.id);
    tell(one.pack.id);
    await keep(one);
    return sheetNow(one, clock());
  };
  const measure = measurer({ clock, measuredAt, log });
  const beat = (): void => {
    for (const one of all.values()) {
      advance(one, clock());
      measure(one);
      const work =
        clock() >= one.head.endsAt ? finish(one) : clock() - one.keptAt >= keepMs ? keep(one) : null;
      work?.catch((error: unknown) =>
        log.error({ err: error, drill: one.head.id }, 'keeping a drill failed'),
      );
    }
  };
  const timer = setInterval(beat, beatMs).unref();
  return {
    all,
    keep,
    finish,
    async start(one) {
      all.set(one.head.id, one);
      tell(one.pack.id);
      await keep(one);
    },
    calls(person) {
      const called = [...all.values()].filter(
        ({ pack, head }) => pack.id === person.jurisdiction && isCalled(head, person, pack),
      );
      return called.at(-1)?.head.id ?? null;
    },
    onChange,
    joined(person, id) {
      const one = all.get(id);
      if (!one || one.pack.id !== person.jurisdiction)
        return refuse('unknown', 'drill-not-running', { drill: id });
      if (!takesPart(one.head, person, one.pack)) return refuse('forbidden', 'drill-not-yours');
      advance(one, clock());
      return one;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all([...all.values()].map(finish));
    },
  };
}

function beginning(ports: DrillPorts, { all, start, finish, joined }: Runs): Pick<Drills, 'open' | 'end'> {
  return {
    async open(pack, by, asked) {
      if ([...all.values()].filter((one) => one.pack.id === pack.id).length >= mostRunning)
        return refuse('busy', 'drill-too-many', { most: mostRunning });
      if (!seesAll(by)) return refuse('forbidden', 'drill-whole-only');
      const mayNot = whyNotCall(asked, pack);
      if (mayNot) return mayNot;
      const now = ports.clock();
      const id = `${now.toString(36)}-${randomBytes(3).toString('hex')}`;
      const cues = await cuesOf(ports, pack, asked, id, now);
      if (isRefusal(cues)) return cues;
      if (cues.length === 0) return refuse('not-now', 'drill-nothing-then', 'from');
      const at = asked.kind === 'past' ? asked.from : now;
      const measured = { ...(await ports.measuredAt(pack, at)), at };
      const one = begin(pack, by, asked, { id, now: ports.clock(), cues, measured });
      await start(one);
      return asTold(sheetNow(one, now).head, by, pack);
    },
    async end(person, id) {
      const one = joined(person, id);
      if (isRefusal(one)) return one;
      if (!mayEnd(one.head, person)) return refuse('forbidden', 'drill-not-opener');
      return toldTo(await finish(one), person, one.pack);
    },
  };
}

function looking({ clock, store }: DrillPorts, { all }: Runs): Pick<Drills, 'list' | 'sheet'> {
  return {
    async list(pack, person) {
      const kept = await store.list(person.jurisdiction, mostListed);
      return kept.map(({ sheet, touchedAt }) => {
        const one = all.get(sheet.head.id);
        return asTold(
          one ? sheetNow(one, clock()).head : settled(sheet.head, touchedAt, clock()),
          person,
          pack,
        );
      });
    },
    async sheet(pack, person, id) {
      // It names every matter of a county.
      if (!seesAll(person)) return refuse('forbidden', 'drill-whole-only');
      const one = all.get(id);
      if (one) advance(one, clock());
      if (one && one.pack.id === person.jurisdiction) return toldTo(sheetNow(one, clock()), person, pack);
      const kept = await store.find(person.jurisdiction, id);
      if (!kept) return refuse('unknown', 'drill-unknown', { drill: id });
      const head = settled(kept.sheet.head, kept.touchedAt, clock());
      return toldTo({ ...kept.sheet, head }, person, pack);
    },
  };
}

function answering(
  { clock, cellsUnder }: DrillPorts,
  { joined }: Runs,
): Pick<Drills, 'state' | 'incident' | 'act'> {
  return {
    state(person, id, asked) {
      const one = joined(person, id);
      if (isRefusal(one)) return one;
      for (const channel of asked.channels) {
        const refusal = whyNotFollow(person, one.pack, channel);
        if (refusal) return refusal;
      }
      const at = drillNow(one, clock());
      const hotLane = instrumentsAt(one, at);
      const { cells: before } = one.measured;
      const cells = () => (one.weather ? cellsUnder(one.pack, hotLane, at, before) : before);
      const told = one.tellings.tell(asked, at, { hotLane, cells });
      const frame =
        asked.sensors === 'all' ? frameThen(person, one.pack, { former: one.pack, hotLane, at }) : null;
      return { told: { ...told, frame }, head: toldTo(sheetNow(one, clock()), person, one.pack).head };
    },
    incident(person, id, number) {
      const one = joined(person, id);
      if (isRefusal(one)) return one;
      const incident = one.county.county.incidents.get(number);
      if (!incident || !maySee(person, concernOf(incident)))
        return refuse('unknown', 'no-incident', { incident: number }, 'incident');
      return { incident, entries: one.county.entries.filter(({ subject }) => subject === number) };
    },
    act(person, id, key, command) {
      const one = joined(person, id);
      if (isRefusal(one)) return one;
      const seen = one.answers.get(`${person.id}\0${key}`);
      if (seen) return seen;
      const answer = one.county.act(person, command, drillNow(one, clock()));
      one.answers.set(`${person.id}\0${key}`, answer);
      return answer;
    },
  };
}

async function cuesOf(
  { reportedIn }: DrillPorts,
  pack: LoadedPack,
  asked: AskedDrill,
  id: string,
  now: number,
): Promise<Cue[] | Refusal> {
  if (asked.kind === 'plan') return cuesOfPlan(asked, pack, id);
  if (asked.from + asked.spanMs > now) return refuse('invalid', 'instant-ahead', 'from');
  return cuesOfPast(asked, pack, await reportedIn(pack, asked.from, asked.from + asked.spanMs));
}

/** One that was running when its server stopped runs nowhere. */
function settled(head: DrillHead, touchedAt: number, now: number): DrillHead {
  const isLost = head.state === 'running' && now - touchedAt > lostMs;
  return isLost ? { ...head, state: 'broken', endedAt: touchedAt } : head;
}
