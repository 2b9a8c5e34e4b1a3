import type { Actor } from '../access/person.ts';
import type { IncidentFact } from '../incident/fact.ts';
import type { Incident } from '../incident/incident.ts';
import type { Localized } from '../kernel/localized.ts';
import type { Procedure } from '../procedure/schema.ts';

/** What units are called. */
export interface PublicNames {
  unit(id: string): Localized;
  /** The command centre, for what its officers do. */
  centre: Localized;
}

/** What is known of a matter, and what things are called. */
export interface Followed {
  incident: Incident;
  entries: readonly { at: number; by: Actor; fact: IncidentFact }[];
  procedure: Procedure;
  names: PublicNames;
  item: Localized;
  /** Names of the cells it lies in, widest first. */
  place: readonly string[];
  now: number;
  /** The matter that this one was merged into, at the end of the way. */
  survivor?: Pick<Followed, 'incident' | 'entries' | 'procedure'> | undefined;
}
