import { may, type Capability } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { pageAt } from '../base-path.ts';

/** Pages by what opens them, in the order in which they are offered. */
const table = [
  ['desk', 'open-desk'],
  ['lead', 'open-lead'],
  ['supervise', 'open-supervise'],
  ['warnings', 'open-warnings'],
  ['sensing', 'open-sensing'],
  ['drill', 'open-desk'],
  ['indicators', 'open-lead'],
  ['records', 'see-records'],
  ['procedures', 'open-procedures'],
  ['field', 'open-field'],
  ['admin', 'admit-staff'],
  ['audit', 'read-audit'],
  ['account', 'keep-account'],
] as const satisfies readonly (readonly [string, Capability])[];
export type PageName = (typeof table)[number][0];

/** The pages that a person may open, with their addresses. */
export function pagesOf(person: Pick<Person, 'role' | 'jurisdiction'>): { name: PageName; href: string }[] {
  return table.flatMap(([name, capability]) =>
    may(person, capability) ? [{ name, href: pageAt(person.jurisdiction, name) }] : [],
  );
}
