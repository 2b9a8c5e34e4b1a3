import { allowedTransitions } from '#shared/incident/allow.ts';
import { isOpen, isOverdue } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { actorOf, chief } from '../simulator/cast.ts';
import type { CourseWorld, Turn } from '../simulator/course.ts';
import { fillForm } from '../simulator/fill-form.ts';

/** Days on which the chief goes through what is slow; about three orders a week. */
const share = 0.45;

/** The instants at which somebody looks for a matter that has to be supervised. */
export function supervisionTimes(
  pack: LoadedPack,
  { start, now, roll }: { start: number; now: number; roll: Dice },
): number[] {
  const times: number[] = [];
  for (let day = localMidnight(pack.pack.calendar, start); day < now; day += dayMs)
    if (roll.chance(share)) times.push(Math.round(day + (10 + 6 * roll.roll()) * hourMs));
  return times.filter((at) => at >= start && at < now);
}

/** The order of the chief about the matter that needs it most: over its time, then urgent, then the oldest; null when none is open. */
export function superviseTurn(
  pack: LoadedPack,
  incidents: Iterable<Incident>,
  { at, world, roll }: { at: number; world: CourseWorld; roll: Dice },
): Turn | null {
  const by = actorOf({ ...chief, unit: world.centre }, (unit) => unit);
  const weight = (one: Incident): number => (isOverdue(one) ? 2 : 0) + (one.urgent ? 1 : 0);
  const open = [...incidents].filter((one) => isOpen(one) && !one.flags.includes('supervised'));
  open.sort((a, b) => weight(b) - weight(a) || a.reportedAt - b.reportedAt);
  for (const incident of open) {
    const procedure = pack.procedures.get(incident.procedure);
    if (procedure?.family !== 'incident') continue;
    const step = allowedTransitions(incident, procedure, by).find(({ id }) => id === 'supervise');
    if (!step) continue;
    const form = fillForm(step.form, incident, world, roll, step.id);
    const { id, version } = incident;
    return { at, by, command: { kind: 'take', incident: id, version, transition: step.id, form } };
  }
  return null;
}
