import { ofHouse } from '../access/outsiders.ts';
import type { Point } from '../geo/point.ts';
import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Node, Procedure, Transition } from '../procedure/schema.ts';
import { bear } from './birth.ts';
import { startClock, stopClocks } from './clock-effects.ts';
import type { DecideContext } from './context.ts';
import { moveTo } from './effects.ts';
import { evolve } from './evolve.ts';
import type { Change, IncidentFact } from './fact.ts';
import { checkForm } from './form.ts';
import type { Incident, Outside, Source } from './incident.ts';
import { isRunning } from './pursuit.ts';
import { clockSpecOf } from '../procedure/schema.ts';

/**
 * A matter of another system's history, told anew as this ledger tells its own: each deed a fact at its own instant, with its changes
 * and their results inside. Steps that nobody told of are left out, and so are the clocks that they would have stopped: what is not
 * known counts for and against nobody.
 */
export interface Brought {
  item: CatalogueItem;
  source: Source;
  title: string;
  detail: string;
  place: Point;
  address: string;
  urgent: boolean;
  /** The unit that led. */
  unit: string;
  reportedAt: number;
  /** Told steps in the order of a life; instants never go back. */
  steps: readonly { step: BroughtStep; at: number }[];
  /** `closed` and `void` are over at the instant of the last step. */
  state: 'open' | 'closed' | 'void';
  closedAt: number | null;
  /** By the one who reported it. */
  rating: number | null;
}
export const broughtSteps = ['accepted', 'filed', 'dispatched', 'signed', 'handled', 'checked'] as const;
export type BroughtStep = (typeof broughtSteps)[number];
/** A fact with the instant of the deed. */
export interface BroughtFact {
  at: number;
  fact: IncidentFact;
}
export const historyActor = ofHouse('history');

/** Whether matters of a procedure can be brought in: incidents at a place. */
export const hasHistory = ({ family, place }: Procedure): boolean =>
  family === 'incident' && place === 'point';

/** Every fact of the matter, the report first; its number is `id`. */
export function broughtFacts(
  brought: Brought,
  outside: Outside,
  id: string,
  ground: Omit<DecideContext, 'now' | 'actor' | 'newId' | 'incident' | 'pace' | 'head' | 'isAbove'>,
): BroughtFact[] | Refusal {
  const procedure = ground.procedure(brought.item.procedure);
  if (!procedure || !hasHistory(procedure))
    return refuse('invalid', 'history-no-incident', { item: brought.item.id }, 'item');
  const contextAt = (now: number): DecideContext => ({
    ...ground,
    now,
    actor: historyActor,
    newId: () => id,
    incident: () => undefined,
    isAbove: () => false,
    pace: () => 1,
    head: () => '',
  });
  const born = bear({ ...brought, procedure, evidence: [] }, contextAt(brought.reportedAt));
  if (isRefusal(born)) return born;
  const way = wayOf(procedure, brought);
  if (isRefusal(way)) return way;
  const known = clocksKept(procedure, brought, way);
  const clocks = Object.fromEntries(Object.entries(born.clocks).filter(([name]) => known(name)));
  const incident: Incident = { ...born, clocks, outside };
  const facts: BroughtFact[] = [{ at: brought.reportedAt, fact: { kind: 'reported', incident } }];
  let state = incident;
  const add = (at: number, fact: IncidentFact): void => {
    state = evolve(state, { at, by: historyActor, fact });
    facts.push({ at, fact });
  };
  for (const { at, transition, to, rates } of way) {
    const context = contextAt(at);
    const changes: Change[] = [];
    const tasks = tasksOf(state, transition, brought.unit, at);
    if (tasks) changes.push({ kind: 'tasks-set', tasks });
    const isOver = to.queue === 'finish' || to.queue === 'done';
    if (isOver) changes.push(...stopClocks(state, at, () => true));
    else changes.push(...clockChanges(state, transition, procedure, context, known));
    if (rates && brought.rating !== null) changes.push({ kind: 'rated', score: brought.rating, own: true });
    changes.push(moveTo(state, to.id, procedure));
    add(at, { kind: 'advanced', transition: transition.id, from: state.node, note: '', changes });
  }
  // What ran out before it was brought in is written down as what it was.
  const lapses = Object.entries(state.clocks)
    .filter(
      ([name, clock]) => isRunning(clock) && !clockSpecOf(procedure, name)?.term && clock.dueAt < outside.at,
    )
    .toSorted(([, a], [, b]) => a.dueAt - b.dueAt);
  for (const [clock, { dueAt }] of lapses)
    add(Math.max(dueAt, must(facts.at(-1), 'a fact').at), { kind: 'lapsed', clock });
  return facts;
}

interface Deed {
  at: number;
  transition: Transition;
  to: Node;
  rates?: true;
}

/** The steps of the procedure that lead through what was told. */
function wayOf(procedure: Procedure, brought: Brought): Deed[] | Refusal {
  const nodes = new Map(procedure.nodes.map((node) => [node.id, node]));
  const way: Deed[] = [];
  let node = procedure.start;
  const go = (at: number, is: (to: Node, one: Transition) => boolean, rates?: true): boolean => {
    const fitting = procedure.transitions.filter((one) => {
      const target = nodes.get(one.to ?? '');
      return target !== undefined && is(target, one);
    });
    const [transition] = fitting.toSorted((a, b) => usualness(b, node) - usualness(a, node));
    const to = nodes.get(transition?.to ?? '');
    if (!transition || !to) return false;
    way.push({ at, transition, to, ...(rates && { rates }) });
    node = to.id;
    return true;
  };
  for (const { step, at } of brought.steps) {
    const isThere = go(at, step === 'handled' ? isFedBack : (to) => to.mark === step);
    if (!isThere) return refuse('invalid', 'history-no-step', { procedure: procedure.id }, step);
  }
  if (brought.state === 'open') return way;
  const at = brought.closedAt ?? brought.steps.at(-1)?.at ?? brought.reportedAt;
  if (brought.state === 'void')
    return go(at, (to) => to.end === 'void') || go(at, (to) => to.end === 'not-filed')
      ? way
      : refuse('invalid', 'history-no-step', { procedure: procedure.id }, 'state');
  go(at, (to) => to.queue === 'finish' && to.mark === undefined);
  if (brought.rating !== null)
    go(at, (to, { effects }) => to.queue === 'finish' && effects.some(isRating), true);
  // It is at its end: nobody here assesses what others did, and nothing of it waits.
  const isArchived = (to: Node): boolean => to.end === 'archived';
  return go(at, (to, one) => isArchived(to) && one.autoAfterMs !== undefined) || go(at, isArchived)
    ? way
    : refuse('invalid', 'history-no-step', { procedure: procedure.id }, 'state');
}
/** Of steps that lead to the same the usual one: the main way, from where it stands, by those whose work it is. */
function usualness({ weight, from, by }: Transition, node: string): number {
  const isOffice = by.includes('handler') || by.includes('duty');
  return (weight === 'main' ? 4 : 0) + (from.includes(node) ? 2 : 0) + (isOffice ? 1 : 0);
}
const isRating = ({ do: what }: Transition['effects'][number]): boolean => what === 'rate';
const isFedBack = (to: Node, { effects, by }: Transition): boolean =>
  to.queue === 'check' && by.includes('handler') && effects.some(({ do: what }) => what === 'finish-task');

/** Of a matter that is over only clocks that a told step stopped; `whole` always. */
function clocksKept(
  procedure: Procedure,
  { state }: Brought,
  way: readonly Deed[],
): (name: string) => boolean {
  if (state === 'open') return () => true;
  const stopped = new Set(
    way.flatMap(({ transition, to }) =>
      to.queue === 'finish' || to.queue === 'done'
        ? []
        : transition.effects.flatMap((one) => (one.do === 'stop' ? one.clock : [])),
    ),
  );
  return (name) => name === 'whole' || stopped.has(name);
}

function clockChanges(
  state: Incident,
  transition: Transition,
  procedure: Procedure,
  context: DecideContext,
  known: (name: string) => boolean,
): Change[] {
  let current = state;
  const form = checkForm({ id: transition.id, form: [] }, {}, context);
  if (isRefusal(form)) return [];
  return transition.effects.flatMap((effect) => {
    if (effect.do !== 'stop' && effect.do !== 'start') return [];
    if (effect.do === 'start' && !known(effect.clock)) return [];
    const step = { state: current, transition, procedure, context, form, opens: [], tells: [] };
    const changes =
      effect.do === 'stop'
        ? stopClocks(current, context.now, (name) => name === effect.clock)
        : startClock(effect.clock, step);
    // A limit that only a form gives is not known.
    if (isRefusal(changes)) return [];
    const fact = {
      kind: 'advanced',
      transition: transition.id,
      from: state.node,
      note: '',
      changes,
    } as const;
    current = evolve(current, { at: context.now, by: context.actor, fact });
    return changes;
  });
}

/** The task of the unit that led: issued when it was dispatched, or when the first later step was told of. */
function tasksOf(
  state: Incident,
  { effects }: Transition,
  unit: string,
  at: number,
): Incident['tasks'] | undefined {
  const does = (what: string): boolean => effects.some((one) => one.do === what);
  const [task] = state.tasks;
  if (does('assign')) return [{ id: `${state.id}-1`, unit, role: 'lead', state: 'issued', issuedAt: at }];
  if (does('sign'))
    return [
      { id: `${state.id}-1`, unit, role: 'lead', issuedAt: at, ...task, state: 'signed', signedAt: at },
    ];
  const closes = does('finish-task') || effects.some((one) => one.do === 'stop' && one.clock === 'whole');
  if (!closes || task?.state === 'done') return undefined;
  return [{ id: `${state.id}-1`, unit, role: 'lead', issuedAt: at, ...task, state: 'done', doneAt: at }];
}
