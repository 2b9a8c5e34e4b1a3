import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import type { Warning, WarningCommand, WarningFact } from './warning.ts';

interface WarningContext {
  now: number;
  actor: Actor;
  jurisdiction: string;
  newId(): string;
}

/** What a command does to a warning. Only a leader or a duty officer signs one, or takes note of one. */
export function decideWarning(
  state: Warning | null,
  command: WarningCommand,
  context: WarningContext,
): { facts: WarningFact[] } | Refusal {
  const { actor, now } = context;
  if (!may(actor, 'sign-warnings'))
    return refuse(
      'forbidden',
      command.kind === 'take-warning' ? 'role-may-not-take-warning' : 'role-may-not-sign-warning',
      { role: actor.role },
      'kind',
    );
  if (command.kind === 'issue-warning') {
    const { kind: _, ...content } = command;
    const warning: Warning = {
      ...content,
      id: context.newId(),
      jurisdiction: context.jurisdiction,
      version: 1,
      signer: actor,
      issuedAt: now,
    };
    return { facts: [{ kind: 'warning-issued', warning }] };
  }
  if (!state) return refuse('unknown', 'no-warning', { warning: command.warning }, 'warning');
  if (state.releasedAt !== undefined) return refuse('not-now', 'warning-released');
  if (command.kind === 'take-warning')
    return state.taken
      ? refuse('conflict', 'changed-meanwhile', 'warning')
      : { facts: [{ kind: 'warning-taken', by: actor.name }] };
  // That somebody took note of it changes nothing about it: whoever saw it before that has seen it as it is.
  const seen = state.taken ? [state.version, state.version - 1] : [state.version];
  if (!seen.includes(command.version)) return refuse('conflict', 'changed-meanwhile', 'version');
  if (command.kind === 'release-warning')
    return { facts: [{ kind: 'warning-released', basis: command.basis }] };
  if (command.colour === state.colour) return refuse('duplicate', 'warning-same-colour', 'colour');
  return { facts: [{ kind: 'warning-adjusted', colour: command.colour, basis: command.basis }] };
}

/** The warning after a fact. */
export function evolveWarning(state: Warning | null, fact: WarningFact, at: number): Warning {
  if (fact.kind === 'warning-issued') return fact.warning;
  if (!state) throw new Error(`${fact.kind} before the warning`);
  const version = state.version + 1;
  if (fact.kind === 'warning-released') return { ...state, version, releasedAt: at };
  if (fact.kind === 'warning-taken') return { ...state, version, taken: { by: fact.by, at } };
  const { taken: _, ...others } = state;
  return { ...others, version, colour: fact.colour, basis: fact.basis, adjustedAt: at };
}
