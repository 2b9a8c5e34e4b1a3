import type { Form } from './command.ts';
import type { IncidentFact } from './fact.ts';
import type { Evidence } from './incident.ts';

/** A file that a command names, and the field that names it. */
export interface NamedFile {
  ref: string;
  field: string;
}

/** Every file that a command names. */
export function filesOf(command: { evidence?: readonly Evidence[]; form?: Form | undefined }): NamedFile[] {
  const named = within(command.evidence ?? [], 'evidence');
  for (const [field, value] of Object.entries(command.form ?? {}))
    if (Array.isArray(value)) named.push(...within(value, `form.${field}`));
  return named;
}

function within(list: readonly (Evidence | string)[], field: string): NamedFile[] {
  return list.flatMap((one, index) =>
    typeof one === 'object' && one.ref !== undefined
      ? [{ ref: one.ref, field: `${field}.${index}.ref` }]
      : [],
  );
}

/** The evidence that a fact brought. */
export function evidenceIn(fact: IncidentFact): readonly Evidence[] {
  switch (fact.kind) {
    case 'reported':
      return fact.incident.evidence;
    case 'advanced':
      return fact.changes.flatMap((change) => (change.kind === 'evidence-added' ? change.evidence : []));
    case 'repeated':
    case 'noted':
    case 'said':
    case 'absorbed':
      return fact.evidence;
    default:
      return [];
  }
}
