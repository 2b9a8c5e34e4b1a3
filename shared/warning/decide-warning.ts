import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { graverOf, signs, unreadMsOf, type WarningPolicy } from './policy.ts';
import { unreadOf } from './recipients.ts';
import {
  isIssued,
  isOver,
  type Addressees,
  type Colour,
  type Proposal,
  type Warning,
  type WarningCommand,
  type WarningFact,
  type WarningState,
} from './warning.ts';

/** What the rules in RULES.md look at beside the state and the command. */
export interface WarningContext {
  now: number;
  actor: Actor;
  jurisdiction: string;
  newId(): string;
  /** Who signs which colour; missing: the role alone says. */
  policy?: WarningPolicy;
  /** Recipients of an area; missing: nobody is told by name. */
  recipients?: (to: Addressees, grids: readonly string[]) => string[];
  /** Those of the recipients for whom the actor reads. */
  readsFor?: (sent: readonly string[]) => string[];
  /** Whom silence is told besides. */
  escalatesTo?: (unread: readonly string[], sent: readonly string[]) => string[];
  /** What stands already for a cause. */
  openOfCause?: (cause: string) => string | undefined;
}
type Decision = { facts: WarningFact[] } | Refusal;
type Of<K extends WarningCommand['kind']> = Extract<WarningCommand, { kind: K }>;
type Content = Of<'issue-warning'>;

/** What a command does to a warning (RULES.md). */
export function decideWarning(
  state: WarningState | null,
  command: WarningCommand,
  context: WarningContext,
): Decision {
  const mayNot = checkRole(context.actor, command.kind);
  if (mayNot) return mayNot;
  if (command.kind === 'propose-warning') return propose(command, context);
  if (command.kind === 'issue-warning') {
    const { kind: _, ...content } = command;
    const id = context.newId();
    return signed({ id, version: 1, ...content }, context);
  }
  if (!state) return refuse('unknown', 'no-warning', { warning: command.warning }, 'warning');
  if (command.kind === 'sign-warning' || command.kind === 'reject-warning')
    return settle(state, command, context);
  if (!isIssued(state)) return refuse('not-now', 'warning-not-signed');
  if (isOver(state)) return refuse('not-now', 'warning-released');
  return change(state, command, context);
}

function checkRole(actor: Actor, kind: WarningCommand['kind']): Refusal | null {
  if (kind === 'expire-warning' || kind === 'escalate-warning')
    return may(actor, 'act-as-house') ? null : refuse('forbidden', 'house-only', { command: kind }, 'kind');
  // Whoever got it reads it: that is held against the recipients.
  if (kind === 'read-warning') return null;
  const proposes = kind === 'propose-warning' || kind === 'ask-warning';
  if (may(actor, proposes ? 'propose-warnings' : 'sign-warnings')) return null;
  const { role } = actor;
  if (proposes) return refuse('forbidden', 'role-may-not-propose-warning', { role }, 'kind');
  return kind === 'take-warning'
    ? refuse('forbidden', 'role-may-not-take-warning', { role }, 'kind')
    : refuse('forbidden', 'role-may-not-sign-warning', { role }, 'kind');
}

/** The post must be one that signs this colour. */
function checkPost({ actor, policy }: WarningContext, colour: Colour): Refusal | null {
  return signs(actor, colour, policy) ? null : refuse('forbidden', 'post-signs-not-colour', 'colour');
}

const isPast = (until: number | undefined, now: number): boolean => until !== undefined && until <= now;

function propose(command: Of<'propose-warning'>, context: WarningContext): Decision {
  const { kind: _, ...content } = command;
  const { now, actor, jurisdiction } = context;
  const standing = command.cause === undefined ? undefined : context.openOfCause?.(command.cause);
  if (standing !== undefined)
    return refuse('duplicate', 'warning-cause-open', { warning: standing }, 'cause');
  if (isPast(command.until, now)) return refuse('invalid', 'warning-until-past', 'until');
  const proposal: Proposal = {
    ...content,
    id: context.newId(),
    jurisdiction,
    version: 1,
    by: actor,
    proposedAt: now,
  };
  return { facts: [{ kind: 'warning-proposed', proposal }] };
}

/** The warning as it is signed now; from here on it is in effect. */
function signed(
  content: Omit<Content, 'kind'> & Pick<Warning, 'id' | 'version' | 'cause' | 'proposed'>,
  context: WarningContext,
): Decision {
  const { now, actor, jurisdiction } = context;
  const mayNot = checkPost(context, content.colour);
  if (mayNot) return mayNot;
  if (isPast(content.until, now)) return refuse('invalid', 'warning-until-past', 'until');
  const sent = content.to ? (context.recipients?.(content.to, content.grids) ?? []) : [];
  const due = now + unreadMsOf(context.policy ?? {}, content.colour);
  const warning: Warning = {
    ...content,
    jurisdiction,
    signer: actor,
    issuedAt: now,
    actedVersion: content.version,
    ...(sent.length > 0 && { sent, read: {}, readDueAt: due }),
  };
  return { facts: [{ kind: 'warning-issued', warning }] };
}

function settle(
  state: WarningState,
  command: Of<'sign-warning'> | Of<'reject-warning'>,
  context: WarningContext,
): Decision {
  if (isIssued(state)) return refuse('conflict', 'warning-signed-already', 'version');
  if (state.rejected) return refuse('not-now', 'warning-rejected-already');
  if (state.version !== command.version) return refuse('conflict', 'changed-meanwhile', 'version');
  if (command.kind === 'reject-warning')
    return { facts: [{ kind: 'warning-rejected', reason: command.reason }] };
  const { kind: _, warning: _1, version: _2, rests = [], ...said } = command;
  const { by, proposedAt, rejected: _3, jurisdiction: _4, rests: before = [], ...proposed } = state;
  const all = [...before, ...rests].slice(0, 40);
  return signed(
    {
      ...proposed,
      ...withoutUndefined(said),
      ...(all.length > 0 && { rests: all }),
      version: state.version + 1,
      proposed: { by, at: proposedAt },
    },
    context,
  );
}

type OnSigned = Exclude<
  WarningCommand['kind'],
  'propose-warning' | 'issue-warning' | 'sign-warning' | 'reject-warning'
>;

function change(state: Warning, command: Of<OnSigned>, context: WarningContext): Decision {
  const { now, actor } = context;
  switch (command.kind) {
    case 'take-warning':
      return state.taken
        ? refuse('conflict', 'changed-meanwhile', 'warning')
        : { facts: [{ kind: 'warning-taken', by: actor.name }] };
    case 'read-warning':
      return read(state, context);
    case 'ask-warning': {
      if (command.colour === state.colour) return refuse('duplicate', 'warning-same-colour', 'colour');
      if (state.asked?.colour === command.colour)
        return refuse('duplicate', 'warning-asked-already', 'colour');
      const { colour, basis, rests } = command;
      const fact = {
        kind: 'warning-change-asked',
        colour,
        basis,
        ...(rests && { rests }),
        by: actor,
      } as const;
      return { facts: [fact] };
    }
    case 'expire-warning':
      return state.until !== undefined && state.until <= now
        ? { facts: [{ kind: 'warning-expired' }] }
        : refuse('not-now', 'warning-lasts');
    case 'escalate-warning': {
      const unread = unreadOf(state);
      if (unread.length === 0 || state.escalatedAt !== undefined || now < (state.readDueAt ?? Infinity))
        return refuse('not-now', 'warning-not-late');
      const sent = context.escalatesTo?.(unread, state.sent ?? []) ?? [];
      return { facts: [{ kind: 'warning-escalated', unread, sent }] };
    }
    default:
      return act(state, command, context);
  }
}

function read({ sent = [], read: done = {} }: Warning, { actor, readsFor }: WarningContext): Decision {
  const own = readsFor?.(sent) ?? [];
  if (own.length === 0) return refuse('forbidden', 'warning-not-sent-to-you', 'warning');
  const keys = own.filter((key) => !Object.hasOwn(done, key));
  if (keys.length === 0) return refuse('duplicate', 'warning-read-already', 'warning');
  return { facts: [{ kind: 'warning-read', keys, by: actor.name }] };
}

/** Acts ask for the version that was seen; receipts and notes since then change nothing about the warning. */
function act(
  state: Warning,
  command: Of<'adjust-warning'> | Of<'release-warning'> | Of<'decline-warning'>,
  context: WarningContext,
): Decision {
  // Those signed before acts were counted apart had notes alone.
  const acted = state.actedVersion ?? (state.taken ? state.version - 1 : state.version);
  if (command.version < acted || command.version > state.version)
    return refuse('conflict', 'changed-meanwhile', 'version');
  if (command.kind === 'decline-warning')
    return state.asked
      ? { facts: [{ kind: 'warning-change-declined', reason: command.reason }] }
      : refuse('not-now', 'warning-nothing-asked');
  const mayNot = checkPost(context, graverOf(state.colour, 'colour' in command ? command.colour : 'blue'));
  if (mayNot) return mayNot;
  const { kind: _, warning: _1, version: _2, ...said } = command;
  if (command.kind === 'release-warning')
    return { facts: [{ kind: 'warning-released', basis: command.basis, ...pickRests(command) }] };
  if (isPast(command.until, context.now)) return refuse('invalid', 'warning-until-past', 'until');
  const isLonger = command.until !== undefined && command.until !== state.until;
  if (command.colour === state.colour && !isLonger)
    return refuse('duplicate', 'warning-same-colour', 'colour');
  const isRead = state.sent === undefined || command.colour === state.colour;
  const due = isRead ? {} : { readDueAt: context.now + unreadMsOf(context.policy ?? {}, command.colour) };
  const fact = { kind: 'warning-adjusted', ...said, ...due } as Extract<
    WarningFact,
    { kind: 'warning-adjusted' }
  >;
  return { facts: [withoutUndefined(fact)] };
}

const pickRests = ({ rests }: Of<'release-warning'>) => (rests ? { rests } : {});

/** What is there and undefined is as good as not there, and is not written. */
function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
