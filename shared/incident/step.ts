import type { Procedure, Transition } from '../procedure/schema.ts';
import type { DecideContext } from './context.ts';
import type { IncidentFact } from './fact.ts';
import type { CheckedForm } from './form.ts';
import type { Incident } from './incident.ts';

/** What an effect works with: the state as the effects before it left it. */
export interface Step {
  state: Incident;
  transition: Transition;
  procedure: Procedure;
  form: CheckedForm;
  context: DecideContext;
  /** Matters that the step opens. */
  opens: Incident[];
  /** What other matters hear of it. */
  tells: { incident: string; fact: IncidentFact }[];
}
