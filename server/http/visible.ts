import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Records } from '../ports.ts';

/** An incident that a person may see; a refusal otherwise. */
export async function visibleIncident(
  records: Pick<Records, 'incident'>,
  person: Person,
  id: string | undefined,
): Promise<Incident | Refusal> {
  const found = await records.incident(person.jurisdiction, id ?? '');
  if (!found) return refuse('unknown', 'there is no such incident', 'id');
  return maySee(person, concernOf(found))
    ? found
    : refuse('forbidden', 'this incident is not in your scope', 'id');
}
