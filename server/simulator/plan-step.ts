import type { Calendar } from '#shared/clock/calendar.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { awaited } from '#shared/incident/hindrance.ts';
import { unitOfClock } from '#shared/incident/birth.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Clock, Incident } from '#shared/incident/incident.ts';
import { isRunning } from '#shared/incident/pursuit.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import { agent, chief, handler, leader, member, of, officer, seatMark, seatsOf, type Cast } from './cast.ts';
import { fillForm, type FormWorld } from './fill-form.ts';
import { share } from './share.ts';

/**
 * What the pretend people do next with a matter of any procedure, from its table alone: usually the main way, in time for the
 * clock that runs; now and then another way. A pure function of the matter and the seed, so that a restart goes on the same way.
 */
export interface PlanWorld extends FormWorld {
  seed: number;
  calendar: Calendar;
  onTimeShare: number;
  /** The command centre's unit, and the unit of the grid members of a place. */
  centre: string;
  local(grids: readonly string[]): string | undefined;
}
export interface PlannedStep {
  at: number;
  by: Cast;
  transition: string;
  form: Form;
}

/** How often a side way is taken where there is a main one, and at most how often in a life. */
const sideShare = 0.06;
const mostSides = 2;
/** Of all matters, those that may be supervised on one of the side ways. */
const supervisedShare = 0.05;

/** The next step, or null while nobody has anything to do. */
export function planStep(incident: Incident, procedure: Procedure, world: PlanWorld): PlannedStep | null {
  if (incident.ended) return planAppeal(incident, procedure, world);
  const counts = Object.values(incident.counts).reduce((sum, count) => sum + count, 0);
  const joined = (incident.children ?? []).filter(({ joinedAt }) => joinedAt !== undefined).length;
  const roll = dice(seedOf(`${world.seed}:${incident.id}:${incident.actedVersion}:${joined}`));
  const ways = castOf(incident, world).flatMap((by) =>
    allowedTransitions(incident, procedure, by as Parameters<typeof allowedTransitions>[2])
      .filter((step) => step.weight !== 'danger' && hasOtherHands(incident, procedure, step, by))
      .map((transition) => ({ by, transition })),
  );
  // Whether anybody would ever supervise it is settled once: only a few matters are slow enough for an order.
  const mayHurry = dice(seedOf(`${world.seed}:${incident.id}:supervised`)).chance(supervisedShare);
  const usual = ways.filter(({ transition }) => mayHurry || transition.id !== 'supervise');
  const pool = choose(usual, incident, counts, roll);
  const steps = pool.map(({ by, transition }): PlannedStep => ({
    at: Math.max(whenFor(transition, by, incident, world, roll), readyAt(incident, transition)),
    by,
    transition: transition.id,
    form: fillForm(transition.form, incident, world, roll, transition.id),
  }));
  return steps.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/** A unit that lost points sometimes appeals, once, in the days after. */
function planAppeal(incident: Incident, procedure: Procedure, world: PlanWorld): PlannedStep | null {
  const loser = incident.points.find(({ points }) => points < 0);
  const step = procedure.transitions.find(({ id }) => id === 'appeal');
  if (!loser || !step?.from.includes(incident.node) || incident.flags.includes('appealed')) return null;
  const roll = dice(seedOf(`${world.seed}:${incident.id}:appeal`));
  if (!roll.chance(0.25)) return null;
  const at = Math.round(incident.nodeSince + roll.around(10 * hourMs, 0.6));
  return {
    at,
    by: handler(loser.unit),
    transition: step.id,
    form: fillForm(step.form, incident, world, roll, step.id),
  };
}

type Way = { by: Cast; transition: Transition };

/** When the times that a step waits for are over. */
function readyAt({ clocks }: Incident, { needs }: Transition): number {
  const waits = needs.map((one) => {
    if (one.is === 'term-over') return clocks[one.clock]?.dueAt ?? 0;
    return one.is === 'once-a-period' ? (clocks[one.clock]?.startedAt ?? 0) : 0;
  });
  return Math.max(0, ...waits);
}

/** Whether somebody may look at what was done: of a unit the first seat that had no hand in it. Grid members stand for one another. */
function hasOtherHands(
  { takenBy = {} }: Incident,
  { transitions }: Procedure,
  { needs }: Transition,
  { role, post, unit, seat }: Cast,
): boolean {
  const than = needs.flatMap((one) => (one.is === 'other-hands' ? one.than : []));
  if (than.length === 0) return role !== 'handler' || seat === undefined;
  if (role === 'field')
    return !transitions.some(({ id, by }) => than.includes(id) && id in takenBy && by.includes('field'));
  const hands = new Set(than.flatMap((step) => takenBy[step]?.id ?? []));
  const mark = { duty: post === 'duty-chief' ? 'chief' : 'duty3', leader: 'leader', handler: '' }[role];
  const own = role === 'handler' ? `${unit ?? ''}${seatMark(seat)}` : mark;
  const past = role === 'handler' ? `sim-${own}` : `sim-${post ?? role}`;
  return !hands.has(own) && !hands.has(past);
}

/** Everybody who may have a hand in it. */
function castOf(
  { tasks, grids }: Incident,
  { centre, local }: PlanWorld,
): (Cast & { id: string; name: string })[] {
  const units = tasks.filter(({ state }) => state !== 'withdrawn').map(({ unit }) => unit);
  const ofCentre = [officer, chief, leader].map((cast) => of(cast, centre));
  // A matter without a place is nobody's of a place.
  const ofPlace = grids.length > 0 ? [member, agent].map((cast) => of(cast, local(grids))) : [];
  const all = [...ofCentre, ...ofPlace, ...units.flatMap(seatsOf)];
  return all.map((cast) => ({ ...cast, id: 'sim', name: 'sim' }));
}

/** Ways that are taken for a reason of their own come first; then the main ones; then any. */
function choose(ways: readonly Way[], incident: Incident, counts: number, roll: Dice): Way[] {
  const does = (way: Way, what: string): boolean => way.transition.effects.some((one) => one.do === what);
  const only = (list: Way[]): Way[] => list.slice(0, 1);
  if (incident.asks.extension || incident.asks.suspension)
    return only(ways.filter((way) => does(way, roll.chance(0.85) ? 'grant' : 'deny')));
  if (incident.suspended) return only(ways.filter((way) => does(way, 'resume')));
  const periodic = ways.filter((way) => does(way, 'renew'));
  const rest = ways.filter(
    (way) => !does(way, 'renew') && !does(way, 'grant') && !does(way, 'deny') && !does(way, 'merge'),
  );
  const main = rest.filter(({ transition }) => transition.weight === 'main');
  const sides = rest.filter(({ transition }) => transition.weight === 'side');
  const waits = main.length === 0 && awaited(incident).some(({ joinedAt }) => joinedAt === undefined);
  if (waits) return [];
  if (sides.length > 0 && counts < mostSides && roll.chance(sideShare)) return [roll.pick(sides)];
  if (main.length > 0 || periodic.length > 0) return [...main, ...periodic];
  return sides.length > 0 ? [roll.pick(sides)] : [];
}

/** In time for the clock that stands over it, most of the time; people and clocks of other units do not hurry anybody. */
function whenFor(
  { effects }: Transition,
  by: Cast,
  incident: Incident,
  { calendar, seed, onTimeShare }: PlanWorld,
  roll: Dice,
): number {
  const nature = dice(seedOf(`${seed}:${incident.id}:nature`));
  const late = !nature.chance(onTimeShare);
  const periodic = effects.find((one) => one.do === 'renew');
  const clock = periodic ? incident.clocks[periodic.clock] : hurrying(incident, by);
  const since = Math.max(
    incident.nodeSince,
    ...incident.tasks.map(({ issuedAt, signedAt }) => signedAt ?? issuedAt),
  );
  const earliest = since + roll.around(3 * minuteMs, 0.6);
  if (!clock) return Math.round(Math.max(earliest, since + roll.around(hourMs, 0.8)));
  const part = periodic
    ? 0.6 + 0.5 * roll.roll()
    : late
      ? 1.02 + 0.4 * roll.roll()
      : 0.05 + 0.75 * roll.roll();
  return Math.round(Math.max(earliest, share(clock, calendar, part)));
}

/** The stage clock that is due first of those that are the unit's own or everybody's. The whole life hurries nobody. */
function hurrying({ clocks }: Incident, { unit }: Cast): Clock | undefined {
  const running = Object.entries(clocks).filter(
    ([name, clock]) => name !== 'whole' && isRunning(clock) && (unitOfClock(name) ?? unit) === unit,
  );
  return running.map(([, clock]) => clock).toSorted((a, b) => a.dueAt - b.dueAt)[0];
}
