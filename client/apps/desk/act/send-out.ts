import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { Suggestion } from '#shared/wire/responsibility.ts';
import {
  chosen,
  emptyDraft,
  filledByUnits,
  firstChoice,
  withUnits,
  type Draft,
} from '../../../forms/form.ts';

export interface SendOutGround {
  /** The matter as it stands now, whatever lies on the table. */
  read(id: string): Promise<Incident | Refusal>;
  /** What may be done with it now. */
  allowed(incident: Incident): readonly Transition[];
  suggestions(id: string): Promise<readonly Suggestion[] | Refusal>;
  /** Null when the step could not be asked for as it is. */
  take(before: Incident, step: Transition, draft: Draft): Promise<{ seq: number } | Refusal | null>;
}

/** How far it came: with its units; refused; or at a step that asks for more than is known (null). */
export type SentOut = 'sent' | Refusal | null;

/** Steps before a matter is with its units; no procedure has more. */
const mostSteps = 5;

/**
 * Takes the usual steps of a matter, one after the other, until it is with the units suggested for it. Each is a step of the
 * procedure with an entry of its own; one that asks for words, or is refused, ends it there. It follows the matter and not the
 * table: whoever opens another one meanwhile has not touched either.
 */
export async function sendOut(id: string, ground: SendOutGround): Promise<SentOut> {
  let units: readonly Suggestion[] | null = null;
  for (let taken = 0; taken < mostSteps; taken++) {
    const before = await ground.read(id);
    if (isRefusal(before)) return before;
    const step = ground.allowed(before).find(({ weight, to }) => weight === 'main' && to !== undefined);
    if (!step) return null;
    if (units === null && step.form.some(({ kind }) => kind === 'unit')) {
      const found = await ground.suggestions(id);
      if (isRefusal(found)) return found;
      units = found;
    }
    const { lead, co } = chosen(firstChoice(units ?? []));
    const isSending = filledByUnits(step, lead);
    if (!isSending && step.form.some(({ required }) => required)) return null;
    const answer = await ground.take(before, step, withUnits(emptyDraft(step.form), step.form, lead, co));
    if (answer === null || isRefusal(answer)) return answer;
    if (isSending) return 'sent';
  }
  return null;
}
