import type { Actor } from '#shared/access/person.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { ClockName } from '#shared/procedure/schema.ts';
import type { DecidedEntry, DecidedPast } from '../ledger/bulk.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { groundOf } from '../packs/ground.ts';
import { nextStep, type LifeWorld } from './lives.ts';
import { crewOf, makeReport, peoplesItems, untilNextReport } from './reports.ts';
import { sensorReport } from './past-alarms.ts';

/**
 * The past of a demo county: every incident of the last days decided by the same `decide` as a live one, with the instants of
 * its pretend people. Entries come in the order of time, ready for a ledger that is still empty.
 */
export interface Past extends DecidedPast {
  entries: DecidedEntry[];
  incidents: Incident[];
}

export interface PastPlan {
  pack: LoadedPack;
  now: number;
  days: number;
  seed: number;
  /** Multiplies the county's incidents a day. */
  scale: number;
  /** Called now and then with the share done, 0 to 1. */
  progress(share: number): void;
}

const system: Actor = { id: 'system', name: '系统', role: 'system' };
const officer: Actor = { id: 'sim-duty', name: '值班席', role: 'duty' };
const reporters: Partial<Record<Incident['source'], Actor>> = {
  sensor: system,
  citizen: { id: 'sim-citizen', name: '市民', role: 'citizen' },
  hotline: { id: 'sim-hotline', name: '12345 热线', role: 'source' },
  patrol: { id: 'sim-field', name: '网格员', role: 'field' },
};

/** Makes the past. Cost: about 50 µs an entry, one core. */
export function makePast(plan: PastPlan): Past {
  const { pack, now, days, seed } = plan;
  const demo = must(pack.pack.demo, `demo figures of ${pack.id}`);
  const roll = dice(seedOf(`${seed}:${pack.id}:past`));
  const world: LifeWorld = {
    seed,
    calendar: pack.pack.calendar,
    spread: demo,
    crew: (incident, rolled) => crewOf(pack, incident, rolled),
  };
  const items = peoplesItems(pack);
  const past: Past = { entries: [], incidents: [], day: '', serial: 0 };
  const start = localMidnight(pack.pack.calendar, now - days * dayMs);
  let at = start;
  while (true) {
    at += untilNextReport(at, demo.incidentsPerDay * plan.scale, pack, roll);
    if (at >= now) break;
    const reportedAt = Math.round(at);
    const report = roll.chance(0.03) ? sensorReport(pack, reportedAt, roll) : makeReport(pack, items, roll);
    liveOne(past, { pack, world, report, at: reportedAt, now, number: nextNumber(past, pack, reportedAt) });
    if (past.incidents.length % 500 === 0) plan.progress((at - start) / (now - start));
  }
  past.entries.sort((a, b) => a.at - b.at);
  return past;
}

/** The next incident number: code, local date, serial of the day. */
function nextNumber(past: Past, pack: LoadedPack, at: number): string {
  const day = new Date(at + pack.pack.calendar.utcOffsetMinutes * minuteMs)
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  past.serial = day === past.day ? past.serial + 1 : 1;
  past.day = day;
  return incidentNumber(pack.pack.identity.code, day, past.serial);
}

interface OneLife {
  pack: LoadedPack;
  world: LifeWorld;
  report: IncidentCommand;
  at: number;
  now: number;
  number: string;
}

/** Lives one incident until its end or until now. */
function liveOne(past: Past, life: OneLife): void {
  let state: Incident | null = null;
  const act = (command: IncidentCommand, by: Actor, at: number): boolean => {
    const decision = decide(state, command, contextOf(life, by, at));
    if (isRefusal(decision)) throw new Error(`${life.number}: ${command.kind} refused: ${decision.reason}`);
    for (const fact of decision.facts) {
      const next: Incident = evolve(state, { at, by, fact });
      past.entries.push({ at, subject: next.id, version: next.version, by, fact });
      state = next;
    }
    return true;
  };
  const source = life.report.kind === 'report' ? life.report.source : 'patrol';
  act(life.report, reporters[source] ?? officer, life.at);
  for (let guard = 0; guard < 80; guard++) {
    const current = must<Incident>(state, life.number);
    const next = nextCommand(current, life);
    if (!next || next.at > life.now) break;
    act(next.command, next.by, next.at);
  }
  past.incidents.push(must<Incident>(state, life.number));
}

/** What comes next for an incident: a clock that runs out, an automatic step, or what its people do. */
function nextCommand(
  state: Incident,
  life: OneLife,
): { at: number; by: Actor; command: IncidentCommand } | null {
  const take = (transition: string, form = {}): IncidentCommand => ({
    kind: 'take',
    incident: state.id,
    version: state.version,
    transition,
    form,
  });
  const procedure = must(life.pack.procedures.get(state.procedure), state.procedure);
  const automatic = procedure.transitions.find(
    (transition) => transition.autoAfterMs !== undefined && transition.from.includes(state.node),
  );
  const step = automatic ? null : nextStep(state, life.world);
  const planned = automatic
    ? { at: state.nodeSince + (automatic.autoAfterMs ?? 0), by: system, command: take(automatic.id) }
    : step && {
        at: Math.max(step.at, state.nodeSince + 1),
        by: step.by === 'duty' ? officer : handler(life.pack, must(step.unit, 'unit')),
        command: take(step.transition, step.form),
      };
  const lapse = nextLapse(state);
  if (!lapse || (planned && planned.at < lapse.at)) return planned;
  return { at: lapse.at, by: system, command: { kind: 'lapse', incident: state.id, clock: lapse.clock } };
}

function nextLapse(state: Incident): { at: number; clock: ClockName } | null {
  const running = Object.entries(state.clocks)
    .filter(
      ([, clock]) =>
        clock.stoppedAt === undefined && clock.pausedAt === undefined && clock.lapsedAt === undefined,
    )
    .map(([name, clock]) => ({ at: clock.dueAt, clock: name }));
  return running.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

function handler(pack: LoadedPack, unit: string): Actor {
  return { id: `sim-${unit}`, name: must(pack.units.get(unit), unit).name.zh, role: 'handler', unit };
}

function contextOf(life: OneLife, actor: Actor, now: number): DecideContext {
  const { pack } = life;
  return {
    ...groundOf(pack),
    now,
    actor,
    newId: () => life.number,
    incident: () => undefined,
    pace: () => 1,
    head: () => '',
  };
}
