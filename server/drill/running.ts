import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { AskedDrill, DrillHead, DrillSheet } from '#shared/wire/drill.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane } from '../ports.ts';
import { openDrillCounty, type DrillCounty } from './drill-county.ts';
import { byDrillClock, underWeather, type Measured, type Weather } from './instruments.ts';
import { mattersOf, sheetOf } from './outcome.ts';
import type { Cue } from './script.ts';
import { pretendSteps } from './pretend-units.ts';
import { openTellings, type Tellings } from './tellings.ts';

/** After the last matter has come in its answers are waited for. */
const graceMs = minuteMs;

/** A drill that goes on. */
export interface Running {
  pack: LoadedPack;
  head: Omit<DrillHead, 'came' | 'score' | 'mine' | 'mayEnd'>;
  county: DrillCounty;
  cues: Cue[];
  /** Matters that came in, by number. */
  played: string[];
  answers: Map<string, CommandAnswer | Refusal>;
  tellings: Tellings;
  measured: Measured;
  weather: Weather | null;
  keptAt: number;
}

/** A drill at its first moment. */
export function begin(
  pack: LoadedPack,
  { id: who, name }: Person,
  asked: AskedDrill,
  { id, now, cues, measured }: { id: string; now: number; cues: Cue[]; measured: Measured },
): Running {
  const { kind, name: title, seats, walls, phones, takeMs, dispatchMs, units } = asked;
  const isPast = kind === 'past';
  const pace = isPast ? asked.pace : 1;
  const county = openDrillCounty(pack, (incident, procedure) =>
    units ? pretendSteps(incident, procedure, { pack, rate: units, seed: id }) : [],
  );
  return {
    pack,
    county,
    cues,
    played: [],
    answers: new Map(),
    tellings: openTellings(county.county),
    measured,
    weather: isPast ? null : weatherOf(pack, asked, id, now),
    keptAt: now,
    head: {
      id,
      name: title,
      kind,
      state: 'running',
      by: { id: who, name },
      openedAt: now,
      endsAt: now + Math.round(asked.spanMs / pace) + 2 * dispatchMs + answerMsOf(units) + graceMs,
      endedAt: null,
      from: isPast ? asked.from : now,
      plan: isPast ? null : asked.plan,
      pace,
      seats,
      walls,
      phones,
      takeMs,
      dispatchMs,
      units,
      matters: cues.length,
    },
  };
}

/** What is dispatched last is still answered. */
const answerMsOf = (units: AskedDrill['units']): number => (units ? 2 * units.signMs + units.workMs : 0);

/** What a plan is about, as far as instruments measure it. */
function weatherOf(
  pack: LoadedPack,
  asked: Extract<AskedDrill, { kind: 'plan' }>,
  seed: string,
  from: number,
): Weather | null {
  const plan = pack.pack.plans?.find(({ id }) => id === asked.plan);
  return plan
    ? { items: new Set([...plan.items, ...plan.urgentItems]), from, spanMs: asked.spanMs, seed }
    : null;
}

/** What instruments say in a drill at `now` of its clock. */
export function instrumentsAt({ pack, measured, weather }: Running, now: number): HotLane {
  const lane = byDrillClock(measured, now);
  return weather ? underWeather(lane, pack, weather, now) : lane;
}

/** The instant of the record that the instruments of a drill are at: they go as fast as the matters come in; a made one stands. */
export function playedAt({ head }: Pick<Running, 'head'>, now: number): number {
  return head.kind === 'past' ? head.from + (drillNow({ head }, now) - head.from) * head.pace : head.from;
}

/** The clock of a drill: it began at its own instant, and a second of it is a second. */
export function drillNow({ head }: Pick<Running, 'head'>, now: number): number {
  return head.from + Math.max(0, (head.endedAt ?? now) - head.openedAt);
}

/** Lets come in what is due, and time do its part. */
export function advance(one: Running, now: number): void {
  if (one.head.state !== 'running') return;
  const { from } = one.head;
  const until = drillNow(one, now);
  for (let cue = one.cues[0]; cue && from + cue.afterMs <= until; cue = one.cues[0]) {
    one.cues.shift();
    one.county.passTime(from + cue.afterMs);
    const answer = one.county.act(cue.by, cue.command, from + cue.afterMs);
    // What the county of today does not take any more (an item that went) is left out.
    if (!isRefusal(answer)) one.played.push(answer.subject);
  }
  one.county.passTime(until);
}

export function sheetNow(one: Running, now: number): DrillSheet {
  const at = drillNow(one, now);
  const matters = mattersOf(one.county, one.played, one.head, at);
  return sheetOf({ ...one.head, came: 0, score: null, mine: false, mayEnd: false }, at, matters);
}
