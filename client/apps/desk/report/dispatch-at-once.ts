import { chosen, emptyDraft, filledByUnits, withUnits } from '../../../forms/form.ts';
import type { ActingContext } from '../contexts/acting.ts';
import type { SelectionContext } from '../contexts/selection.ts';

/** Steps before a matter is with its units; no procedure has more. */
const mostSteps = 5;

/**
 * Takes the usual steps of the matter on the table, one after the other, until it is with the units chosen for it. Each is a
 * step of the procedure with an entry of its own; one that asks for words, or is refused, ends it there. True when it was sent.
 */
export async function dispatchAtOnce(
  room: Pick<SelectionContext, 'incident' | 'suggestions' | 'choice'> & Pick<ActingContext, 'keyed' | 'take'>,
): Promise<boolean> {
  for (let taken = 0; taken < mostSteps; taken++) {
    const step = room.keyed.value
      .map(({ transition }) => transition)
      .find(({ weight, to }) => weight === 'main' && to !== undefined);
    if (!step || !room.incident.value) return false;
    const { lead, co } = chosen(room.choice.value);
    const isSending = room.suggestions.value !== null && filledByUnits(step, lead);
    if (!isSending && step.form.some(({ required }) => required)) return false;
    if (!(await room.take(step, withUnits(emptyDraft(step.form), step.form, lead, co)))) return false;
    if (isSending) return true;
  }
  return false;
}
