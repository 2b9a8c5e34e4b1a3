import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import type { LampGroup } from '../pack/lamp.ts';
import { lampPatienceMs } from '../sensing/lamp.ts';
import type { LampsSwitched, Watch, WatchCommand, WatchFact } from './watch.ts';

/** Orders to street lamps, and what their controllers answered: acts of the watch, in the ledger. */
export interface LampContext {
  now: number;
  actor: Actor;
  /** Missing where no lamps can be switched. */
  lamps?(id: string): LampGroup | undefined;
  /** Whether the place of a group is the sender's. */
  maySwitch?(group: LampGroup): boolean;
}
type Of<K extends WatchCommand['kind']> = Extract<WatchCommand, { kind: K }>;
type Decision = { facts: WatchFact[] } | Refusal;

/** One order for some groups; refused as a whole where one of them may not be switched by its sender. */
export function decideLampOrder(command: Of<'order-lamps'>, context: LampContext): Decision {
  const { actor, lamps, maySwitch } = context;
  if (!may(actor, 'switch-lamps'))
    return refuse('forbidden', 'role-switches-no-lamps', { role: actor.role }, 'kind');
  const { groups, level, reason } = command;
  if (new Set(groups).size < groups.length) return refuse('invalid', 'lamps-twice', 'groups');
  for (const [i, id] of groups.entries()) {
    const group = lamps?.(id);
    // A group elsewhere is not told from one that is not there.
    if (!group || !maySwitch?.(group))
      return refuse('unknown', 'no-lamp-group', { group: id }, `groups.${i}`);
  }
  return { facts: [{ kind: 'watch-lamps-ordered', groups, level, reason }] };
}

/** What a controller says counts for the order that stands, once. */
export function decideLampAnswer(state: Watch, command: Of<'answer-lamps'>, context: LampContext): Decision {
  const { kind: _, ...told } = command;
  const group = context.lamps?.(told.group);
  if (!may(context.actor, 'answer-lamps') || group?.source !== context.actor.id)
    return refuse('forbidden', 'lamps-of-another', 'group');
  const last = state.lamps?.[told.group];
  if (last?.order !== told.order) return refuse('not-now', 'lamp-order-over', 'order');
  if (last.answer) return refuse('duplicate', 'lamps-answered-already', 'order');
  return { facts: [{ kind: 'watch-lamps-answered', ...told }] };
}

/** The last order of each group after a fact about lamps; `version` is that of the fact. */
export function evolveLamps(
  lamps: Watch['lamps'],
  version: number,
  { at, by, fact }: { at: number; by: Actor; fact: WatchFact },
): Watch['lamps'] {
  if (fact.kind === 'watch-lamps-ordered') {
    const { level, reason } = fact;
    const order = { order: version, level, reason, by, at, answer: null };
    return { ...lamps, ...Object.fromEntries(fact.groups.map((id) => [id, order])) };
  }
  if (fact.kind !== 'watch-lamps-answered') return lamps;
  const { group, level, lit, dark } = fact;
  const before = lamps?.[group];
  return before ? { ...lamps, [group]: { ...before, answer: { at, level, lit, dark } } } : lamps;
}

/**
 * How a group stands by its last order: nobody ordered anything; it is waited for; it did what it was told; it did it in part
 * (another level, or lamps that do not answer); or its controller never answered.
 */
export type LampStanding = 'quiet' | 'waiting' | 'done' | 'partly' | 'silent';
export function lampStanding(
  last: Pick<LampsSwitched, 'at' | 'level' | 'answer'> | undefined,
  now: number,
): LampStanding {
  if (!last) return 'quiet';
  const { answer } = last;
  if (answer) return answer.level === last.level && answer.dark === 0 ? 'done' : 'partly';
  return now - last.at < lampPatienceMs ? 'waiting' : 'silent';
}
