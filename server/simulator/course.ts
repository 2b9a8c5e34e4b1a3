import { inRecord } from '#shared/kernel/localized.ts';
import FlatQueue from 'flatqueue';
import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { clockActor, dueCommands } from '#shared/incident/due.ts';
import { entryName, type Incident } from '#shared/incident/incident.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { dueGroundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { actorOf, chief, officer } from './cast.ts';
import { nextStep, type LifeWorld } from './lives.ts';
import { crewOf } from './reports.ts';
import { planStep, type PlannedStep, type PlanWorld } from './plan-step.ts';

/** What comes next of many matters, in the order of time. */
export interface Course {
  /** Takes a matter that is new or has changed `now`: nothing comes next before that. */
  put(incident: Incident, now: number): void;
  /** The next command before an instant, with its actor; null when there is none. */
  next(before: number): Turn | null;
}
export interface Turn {
  at: number;
  by: Actor;
  command: IncidentCommand;
}

export type CourseWorld = LifeWorld & PlanWorld;

/** The people of a county, as the pack and the seed make them. */
export function worldOf(pack: LoadedPack, seed: number): CourseWorld {
  const { demo, calendar, units } = pack.pack;
  const spread = must(demo, `demo figures of ${pack.id}`);
  const entries = [...pack.listed.values()];
  const ofClass = groupBy(entries, (entry) => entry.class);
  const communities = units.filter(({ kind, grid }) => kind === 'community' && grid !== undefined);
  return {
    seed,
    calendar,
    spread,
    onTimeShare: spread.onTimeShare,
    centre: pack.duty.actor.unit ?? '',
    local: (grids) => pack.unitsOfGrid(grids)[0]?.id ?? pack.duty.actor.unit,
    crew(incident, roll) {
      const item = must(pack.items.get(incident.item), incident.item);
      if (pack.procedures.get(item.procedure)?.family === 'incident') return crewOf(pack, incident, roll);
      // A function that is handed on is carried by one of its bodies.
      const { bodies = [] } =
        pack.listed.get(entryName.safeParse(incident.data?.['function']).data?.id ?? '') ?? {};
      if (bodies.length > 0) return { lead: roll.pick(bodies), co: [] };
      const [lead = '', ...co] = item.units;
      return { lead, co: co.slice(0, 2) };
    },
    listed(lists, item) {
      const { class: kind, units = [] } = (item !== null && pack.items.get(item)) || {};
      const fitting = (item === null ? entries : (ofClass.get(inRecord(kind) ?? '') ?? [])).filter(
        // Nobody is ordered to do what nobody carries.
        ({ list, bodies }) => lists.includes(list) && (list !== 'function' || bodies !== undefined),
      );
      // What is asked is mostly asked of the unit that does it.
      const own = fitting.filter(({ unit }) => units.includes(unit));
      return (own.length > 0 ? own : fitting).map(({ id }) => id);
    },
    // Neighbours on the list: always as many as were thrown, never one of them twice.
    communities(roll) {
      const first = roll.between(0, communities.length - 1);
      const count = Math.min(roll.between(3, 5), communities.length);
      return Array.from({ length: count }, (_, i) => {
        return must(communities[(first + i) % communities.length], 'a community').id;
      });
    },
  };
}

/** The step that the pretend people take next with a matter, whatever its procedure. */
export function stepOf(incident: Incident, pack: LoadedPack, world: CourseWorld): PlannedStep | null {
  const procedure = pack.procedures.get(incident.procedure);
  if (!procedure) return null;
  if (procedure.id !== 'standard' || incident.ended) return planStep(incident, procedure, world);
  const step = nextStep(incident, world);
  if (!step) return null;
  const { at, transition, form, by, unit } = step;
  return {
    at,
    transition,
    form,
    by:
      by === 'handler'
        ? { role: 'handler', ...(unit !== undefined && { unit }) }
        : by === 'chief'
          ? chief
          : officer,
  };
}

/** An empty course. What time alone does, lapses, reminders and automatic steps, is part of it. */
export function openCourse(pack: LoadedPack, world: CourseWorld): Course {
  const ground = dueGroundOf(pack);
  // Keys are `id version`, so that what was planned for an earlier state is found to be void.
  const queue = new FlatQueue<string>();
  const turns = new Map<string, { key: string; turn: Turn }>();
  const nameOf = (unit: string): string => inRecord(pack.units.get(unit)?.name) ?? unit;

  function turnOf(incident: Incident, now: number): Turn | null {
    const step = stepOf(incident, pack, world);
    const { id, version } = incident;
    const planned: Turn[] = step
      ? [
          {
            at: step.at,
            by: actorOf(step.by, nameOf),
            command: { kind: 'take', incident: id, version, transition: step.transition, form: step.form },
          },
        ]
      : [];
    // At the same instant time itself comes first.
    const procedure = pack.procedures.get(incident.procedure);
    const due = procedure ? dueCommands(incident, procedure, ground) : [];
    const turns = [...due.map((one) => ({ ...one, by: clockActor })), ...planned];
    const [first] = turns.toSorted((a, b) => a.at - b.at);
    return first ? { ...first, at: Math.max(first.at, now) } : null;
  }
  return {
    put(incident, now) {
      const turn = turnOf(incident, now);
      if (!turn) {
        turns.delete(incident.id);
        return;
      }
      const key = `${incident.id} ${incident.version}`;
      turns.set(incident.id, { key, turn });
      queue.push(key, turn.at);
    },
    next(before) {
      while ((queue.peekValue() ?? Infinity) < before) {
        const key = queue.pop() ?? '';
        const [id = ''] = key.split(' ');
        const one = turns.get(id);
        if (one?.key !== key) continue;
        turns.delete(id);
        return one.turn;
      }
      return null;
    },
  };
}
