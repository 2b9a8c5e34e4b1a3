import type { Role } from '../access/person.ts';
import type { Source } from './incident.ts';

/** Calls and papers that come to a desk of the centre; what devices tell comes from devices alone. */
const atDesk: readonly Source[] = [
  'patrol',
  'citizen',
  'enterprise',
  'hotline',
  'department',
  'superior',
  'opinion',
];
/** What somebody meets on the spot, or takes down for a resident or a firm who came. */
const onTheSpot: readonly Source[] = ['patrol', 'citizen', 'enterprise', 'department'];

/**
 * Where a report may say that it comes from, by the role of who sends it. A role that is not named may say nothing; systems are
 * bound by their token instead.
 */
const claims: Readonly<Partial<Record<Role, readonly Source[] | 'by token'>>> = {
  duty: atDesk,
  leader: atDesk,
  admin: atDesk,
  handler: onTheSpot,
  field: onTheSpot,
  citizen: ['citizen', 'enterprise'],
  source: 'by token',
  system: 'by token',
};

export function mayClaim(role: Role, source: Source): boolean {
  const told = claims[role] ?? [];
  return told === 'by token' || told.includes(source);
}
