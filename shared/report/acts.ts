import { may } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { allowedTransitions, inGoodTime } from '../incident/allow.ts';
import type { Incident } from '../incident/incident.ts';
import type { Procedure, ReporterAct, Transition } from '../procedure/schema.ts';

/** The steps that the one who reported a matter may take now by the tracking code, by what they are. */
export function reporterSteps(
  incident: Incident,
  procedure: Procedure,
  reporter: Actor,
  now: number,
): Partial<Record<ReporterAct, Transition>> {
  const steps: Partial<Record<ReporterAct, Transition>> = {};
  for (const step of allowedTransitions(incident, procedure, reporter, { ...inGoodTime, now }))
    if (step.reporter) steps[step.reporter] ??= step;
  return steps;
}

/** What fills the form of such a step: the score, and the words in the field it has for them. */
export function reporterForm(
  { form }: Pick<Transition, 'form'>,
  { score, words }: { score?: number; words: string },
): Record<string, string | number> {
  const has = (id: string): boolean => form.some((field) => field.id === id);
  const told = has('reason') ? 'reason' : 'note';
  return {
    ...(score !== undefined && has('rating') && { rating: score }),
    ...(words !== '' && has(told) && { [told]: words }),
  };
}

const reporterId = /^citizen-[0-9a-f]{24}$/;

/** Whether somebody came in by the public page, where a contact may have been left. */
export function isPublicReporter({ id, role }: Actor): boolean {
  return may({ role }, 'see-own-reports') && reporterId.test(id);
}
