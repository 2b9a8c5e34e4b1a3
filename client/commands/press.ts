import { may } from '#shared/access/may.ts';
import type { Role } from '#shared/access/person.ts';
import type { CommandBody } from '#shared/wire/http.ts';

/** A word to units that a matter waits for; officers and leaders give it as an order, which asks for a reply. */
export function pressing(incident: string, role: Role, to: string[], text: string): CommandBody {
  return { kind: 'say', incident, text, to, evidence: [], order: may({ role }, 'give-orders') };
}
