import { isOpen, isOverdue } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentEvent } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { matterStates, type MatterState } from '#shared/indicator/leaf.ts';

/** From an instant until the next span a matter stood so; the last one lasts. Open, overdue and the like as the tally counts them. */
export interface StandingSpan {
  at: number;
  states: readonly MatterState[];
}

/** How a matter stood from entry to entry of its ledger, the oldest first; spans alone at which something changed. */
export function spansOf(events: readonly IncidentEvent[]): StandingSpan[] {
  const spans: StandingSpan[] = [];
  let state: Incident | null = null;
  for (const event of events) {
    state = evolve(state, event);
    const states = statesOf(state);
    if (spans.at(-1)?.states.join() !== states.join()) spans.push({ at: event.at, states });
  }
  return spans;
}

function statesOf(incident: Incident): MatterState[] {
  if (!isOpen(incident)) return [];
  const stands: Record<MatterState, boolean> = {
    open: true,
    overdue: isOverdue(incident),
    unsigned: incident.node === 'dispatched',
    supervised: incident.flags.includes('supervised'),
  };
  return matterStates.filter((one) => stands[one]);
}

/** How many matters stood open, overdue and so on at the end of each local hour of a stretch. */
export interface StandingPast {
  /** The first hour that is known, counted from 1970 in local time. */
  first: number;
  add(filters: readonly number[], spans: readonly StandingSpan[]): void;
  /** Null: before the stretch, or after it. Ask when everything was added. */
  at(filter: number, state: MatterState, hour: number): number | null;
}

/** Hours [first, end) of a county's clock. Memory: filters × hours × 4 numbers of four bytes. */
export function makeStandingPast(
  filters: number,
  { first, end, hourOf: hourIn }: { first: number; end: number; hourOf(at: number): number },
): StandingPast {
  const hours = end - first + 1;
  // Steps of each hour, which are added up when they are first asked for.
  const steps = new Int32Array(filters * matterStates.length * hours);
  let isSummed = false;
  const placeOf = (filter: number, state: number): number => (filter * matterStates.length + state) * hours;
  /** A state holds at the end of the hour in which it began, and no more at the end of that in which it ended. */
  const hourOf = (at: number): number =>
    at === Infinity ? hours - 1 : Math.min(hours - 1, Math.max(0, hourIn(at) - first));
  const sum = (): void => {
    isSummed = true;
    for (let row = 0; row < steps.length; row += hours)
      for (let hour = 1; hour < hours; hour++)
        steps[row + hour] = (steps[row + hour] ?? 0) + (steps[row + hour - 1] ?? 0);
  };
  return {
    first,
    add(of, spans) {
      for (const [i, { at, states }] of spans.entries()) {
        const [from, to] = [hourOf(at), hourOf(spans[i + 1]?.at ?? Infinity)];
        if (from === to) continue;
        for (const filter of of)
          for (const state of states) {
            const place = placeOf(filter, matterStates.indexOf(state));
            steps[place + from] = (steps[place + from] ?? 0) + 1;
            steps[place + to] = (steps[place + to] ?? 0) - 1;
          }
      }
    },
    at(filter, state, hour) {
      if (!isSummed) sum();
      if (filter < 0 || hour < first || hour >= end) return null;
      return steps[placeOf(filter, matterStates.indexOf(state)) + hour - first] ?? null;
    },
  };
}
