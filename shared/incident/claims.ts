import type { Role } from '../access/person.ts';
import type { Source } from './incident.ts';

/** Calls and papers that come to a desk of the centre; what devices tell comes from devices alone. */
const atDesk: readonly Source[] = [
  ...(['patrol', 'citizen', 'enterprise', 'hotline', 'department', 'superior', 'opinion'] as const),
];
/** What somebody meets on the spot, or takes down for a resident or a firm who came. */
const onTheSpot: readonly Source[] = ['patrol', 'citizen', 'enterprise', 'department'];

/** Where a report may say that it comes from, by the role of who sends it. Systems are bound by their token instead. */
export const claimable: Record<Role, readonly Source[] | null> = {
  duty: atDesk,
  leader: atDesk,
  admin: atDesk,
  handler: onTheSpot,
  field: onTheSpot,
  citizen: ['citizen', 'enterprise'],
  wall: [],
  auditor: [],
  source: null,
  system: null,
};
