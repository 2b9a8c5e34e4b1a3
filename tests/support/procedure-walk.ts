import type { Form } from '#shared/incident/command.ts';
import type { Evidence, Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { personOf } from './procedure-life.ts';
import type { ProcedureWorld } from './procedure-world.ts';

/** An instant by the wall clock in Shanghai: `2026-09-29 15:00`. */
export const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
export const local = (instant: number): string =>
  new Date(instant + 8 * hourMs).toISOString().slice(0, 16).replace('T', ' ');

/** The deadline of a clock by the wall clock. */
export const due = (state: Incident, clock: string): string =>
  local(must(state.clocks[clock], `clock ${clock}`).dueAt);

/** One step of a walk: when (missing: at the time of the last), who, what, with which form. */
export type Pace = [when: string | null, who: string, step: string, form?: Form];

/** Takes steps that all must be allowed; the matter afterwards. */
export function walk(world: ProcedureWorld, id: string, paces: readonly Pace[]): Incident {
  for (const [when, who, step, form] of paces) {
    if (when !== null) world.now = at(when);
    const answer = world.take(id, step, personOf(who), form);
    if (isRefusal(answer)) throw new Error(`${step} by ${who}: ${answer.reason} (${answer.field ?? ''})`);
  }
  return world.state(id);
}

/** Why a step is refused; throws when it is not. */
export function refusal(world: ProcedureWorld, id: string, who: string, step: string, form?: Form): string {
  const answer = world.take(id, step, personOf(who), form);
  if (!isRefusal(answer)) throw new Error(`${step} by ${who} was allowed`);
  return answer.reason;
}

export function opened(world: ProcedureWorld, item: string, who: string, form: Form): string {
  const made = world.report(item, personOf(who), form);
  if (isRefusal(made)) throw new Error(`${made.reason} (${made.field ?? ''})`);
  return made.id;
}

export const proof = (...texts: string[]): Evidence[] =>
  texts.map((text) => ({ kind: 'photo', text, ref: `${'0'.repeat(64)}.jpg`, at: 0 }));
