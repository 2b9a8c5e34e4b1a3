import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Records } from '../ports.ts';

/** An incident that a person may see. One that is not there and one that is not the asker's get the same answer. */
export async function visibleIncident(
  records: Pick<Records, 'incident'>,
  person: Person,
  id: string | undefined,
): Promise<Incident | Refusal> {
  const found = await records.incident(person.jurisdiction, id ?? '');
  return found && maySee(person, concernOf(found)) ? found : refuse('unknown', 'no-incident-in-scope', 'id');
}
