import { hasHandsOf } from '../access/deputy.ts';
import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { atLevel, type Plan, type WatchPolicy } from '../pack/plan.ts';
import { decideLampAnswer, decideLampOrder, type LampContext } from './lamps.ts';
import type { Matters, Watch, WatchCommand, WatchFact } from './watch.ts';

export interface WatchContext extends LampContext {
  plan(id: string): Plan | undefined;
  hasStaff(id: string): boolean;
  policy: WatchPolicy;
  /** What is open now; asked for a hand-over alone. */
  matters(): Matters;
}
type Decision = { facts: WatchFact[] } | Refusal;

/** What a command does to the watch: facts, or a refusal. Pure; the rules are in `RULES.md`. */
export function decideWatch(state: Watch, command: WatchCommand, context: WatchContext): Decision {
  const { actor } = context;
  if (command.kind === 'order-lamps') return decideLampOrder(command, context);
  if (command.kind === 'answer-lamps') return decideLampAnswer(state, command, context);
  if (!may(actor, 'keep-watch'))
    return refuse('forbidden', 'role-keeps-no-watch', { role: actor.role }, 'kind');
  if ((command.kind === 'switch-mode' || command.kind === 'set-roster') && !isInCharge(actor))
    return refuse('forbidden', 'for-chief-and-leaders', 'kind');
  if (command.kind === 'complete-step') return decideStep(state, command, context);
  if (command.version > state.version)
    return refuse('invalid', 'version-ahead', { version: command.version }, 'version');
  if (command.version < state.actedVersion) return refuse('conflict', 'watch-changed-meanwhile', 'version');
  switch (command.kind) {
    case 'switch-mode':
      return decideSwitch(state, command, context);
    case 'hand-over':
      return decideHandOver(state, command, context);
    case 'take-over':
      return decideTakeOver(state, command, actor);
    case 'set-roster':
      return decideRoster(command, context);
  }
}

/** A leader, or a duty officer who is the chief; where the house knows no posts, any duty officer. */
export function isInCharge(actor: Pick<Actor, 'role' | 'post'>): boolean {
  const { post } = actor;
  return may(actor, 'lead') || (may(actor, 'keep-watch') && (post === undefined || post === 'duty-chief'));
}

type Of<K extends WatchCommand['kind']> = Extract<WatchCommand, { kind: K }>;

function decideSwitch(state: Watch, { to, reason }: Of<'switch-mode'>, { plan }: WatchContext): Decision {
  if (to.mode === 'peace') {
    if (!state.emergency) return refuse('duplicate', 'peace-already', 'to.mode');
    return { facts: [{ kind: 'watch-switched', emergency: null, reason }] };
  }
  const found = plan(to.plan);
  if (!found) return refuse('unknown', 'no-plan', { plan: to.plan }, 'to.plan');
  if (!found.levels.some(({ level }) => level === to.level))
    return refuse('unknown', 'no-plan-level', { plan: to.plan, level: to.level }, 'to.level');
  if (state.emergency?.plan === to.plan && state.emergency.level === to.level)
    return refuse('duplicate', 'plan-in-force', 'to.level');
  const emergency = { plan: to.plan, level: to.level };
  return { facts: [{ kind: 'watch-switched', emergency, reason }] };
}

function decideStep({ emergency }: Watch, command: Of<'complete-step'>, { plan }: WatchContext): Decision {
  const { since, step } = command;
  if (!emergency || emergency.since !== since) return refuse('not-now', 'emergency-over', 'since');
  const steps = plan(emergency.plan)?.steps ?? [];
  if (!atLevel(steps, emergency.level).some((one) => one.id === step))
    return refuse('unknown', 'no-plan-step', { step }, 'step');
  if (emergency.done.some((one) => one.step === step)) return refuse('duplicate', 'done-already', 'step');
  return { facts: [{ kind: 'watch-step-done', plan: emergency.plan, step }] };
}

function decideHandOver(state: Watch, command: Of<'hand-over'>, context: WatchContext): Decision {
  const { day, shift, text, lookOut } = command;
  if (!context.policy.shifts.some((one) => one.id === shift))
    return refuse('unknown', 'no-shift', { shift }, 'shift');
  if (state.sheet && state.sheet.by.id !== context.actor.id)
    return refuse('not-now', 'sheet-waits', { name: state.sheet.by.name }, 'kind');
  const { emergency } = state;
  return {
    facts: [
      {
        kind: 'watch-handed-over',
        day,
        shift,
        text,
        lookOut,
        matters: context.matters(),
        emergency: emergency && { plan: emergency.plan, level: emergency.level },
      },
    ],
  };
}

function decideTakeOver({ sheet }: Watch, command: Of<'take-over'>, actor: Actor): Decision {
  if (!sheet || sheet.number !== command.sheet) return refuse('not-now', 'sheet-waits-not', 'sheet');
  if (hasHandsOf(actor, sheet.by.id) || hasHandsOf(sheet.by, actor.id))
    return refuse('forbidden', 'no-own-takeover', 'kind');
  return { facts: [{ kind: 'watch-taken-over', sheet: sheet.number, note: command.note }] };
}

function decideRoster({ roster, posts }: Of<'set-roster'>, context: WatchContext): Decision {
  const { policy, plan, hasStaff } = context;
  if (roster.length + posts.length === 0) return refuse('invalid', 'nothing-set', 'roster');
  for (const [i, { shift, people }] of roster.entries()) {
    if (!policy.shifts.some((one) => one.id === shift))
      return refuse('unknown', 'no-shift', { shift }, `roster.${i}.shift`);
    const fault = peopleFault(people, hasStaff);
    if (fault) return { ...fault, field: `roster.${i}.people` };
  }
  for (const [i, line] of posts.entries()) {
    if (!plan(line.plan)?.posts.some(({ id }) => id === line.post))
      return refuse('unknown', 'no-plan-post', { post: line.post, plan: line.plan }, `posts.${i}.post`);
    const fault = peopleFault(line.people, hasStaff);
    if (fault) return { ...fault, field: `posts.${i}.people` };
  }
  return { facts: [{ kind: 'watch-rostered', roster, posts }] };
}

function peopleFault(people: readonly string[], hasStaff: (id: string) => boolean): Refusal | null {
  const unknown = people.find((id) => !hasStaff(id));
  if (unknown !== undefined) return refuse('unknown', 'no-staff', { staff: unknown });
  return new Set(people).size === people.length ? null : refuse('invalid', 'someone-twice');
}
