import type { Capability } from './capability.ts';

export const roles = [
  'duty',
  'leader',
  'handler',
  'field',
  'admin',
  'auditor',
  'wall',
  'source',
  'citizen',
  'system',
] as const;
export type Role = (typeof roles)[number];

/**
 * Who may what. A role is a row here and nothing else: what it may do, and which capability lets somebody into it. Routes, pages,
 * commands and the stream name capabilities and never ask who holds them; what is not in a row is denied.
 *
 * A capability says that the kind of act or sight is open at all; where it holds is asked beside it (`scope.ts`, `grant.ts`).
 */
export type { Capability };

interface RoleRow {
  may: readonly Capability[];
  /** The names under which procedures let it act: `by` of a step and `opens` of a procedure. */
  takes: readonly Role[];
  /** What sheets of people call it; nothing: no sheet brings one. */
  called: readonly string[];
  /** What lets somebody in as this; null: nobody is let in. */
  admittedBy: Extract<Capability, `admit-${string}`> | null;
}

/** All who serve the county and sign in, but for auditors. */
const staff: readonly Capability[] = [
  'have-session',
  'keep-account',
  'keep-filters',
  'see-matters',
  'see-names',
  'see-clock',
  'see-duties',
  'see-coverage',
  'see-draws',
  'see-records',
  'find-places',
  'read-dossier',
  'act',
  'report',
  'use-channel',
];
/** Those of them who sit at a desk. */
const office: readonly Capability[] = [
  'see-figures',
  'see-suggestions',
  'open-desk',
  'join-drills',
  'open-dossier',
  'open-procedures',
  'open-warnings',
];
/** Those of them who see more than their unit. */
const whole: readonly Capability[] = [
  'see-whole',
  'see-alarms',
  'act-beyond-tasks',
  'confirm-clock',
  'write-hand-over',
  'open-lead',
  'open-supervise',
  'open-sensing',
];

/** Those who deal with people, and must know with whom. */
const people: readonly Capability[] = ['see-people', 'unmask-people', 'keep-records'];

const table: Readonly<Record<Role, RoleRow>> = {
  /** Officer of the command centre. */
  duty: {
    may: [
      ...staff,
      ...office,
      ...whole,
      ...people,
      'man-desk',
      'see-contacts',
      'see-any-contact',
      'bring-files',
      'tick-plans',
      'give-orders',
      'run-drills',
      'keep-watch',
      'switch-lamps',
      'keep-alarms',
      'judge-sightings',
      'see-crews',
      'see-tracks',
      'watch-cameras',
      'propose-warnings',
      'sign-warnings',
      'steer-walls',
      'pair-screens',
    ],
    takes: ['duty'],
    called: ['值班员', '值班', 'duty officer'],
    admittedBy: 'admit-staff',
  },
  /** Sees performance, supervises, rules. */
  leader: {
    may: [
      ...staff,
      ...office,
      ...whole,
      'lead',
      'allow-exports',
      'give-orders',
      'keep-watch',
      'switch-lamps',
      'keep-alarms',
      'judge-sightings',
      'see-crews',
      'see-tracks',
      'watch-cameras',
      'mute-models',
      'propose-warnings',
      'sign-warnings',
      'tick-plans',
      'check-ledger',
      'steer-walls',
    ],
    takes: ['leader'],
    called: ['领导', 'leader'],
    admittedBy: 'admit-staff',
  },
  /** Acts for a unit. */
  handler: {
    may: [
      ...staff,
      ...office,
      ...people,
      'see-open-records',
      'work-for-unit',
      'judge-sightings',
      'see-crews',
      'watch-cameras',
      'propose-warnings',
      'see-contacts',
      'bring-files',
      'tick-plans',
    ],
    takes: ['handler'],
    called: ['承办人', '承办', 'handler'],
    admittedBy: 'admit-staff',
  },
  /** Member of a grid, agent. */
  field: {
    may: [...staff, ...people, 'act-beyond-tasks', 'bring-files', 'join-drills', 'open-field'],
    takes: ['field'],
    called: ['网格员', '现场', 'field staff'],
    admittedBy: 'admit-staff',
  },
  /** Lets people, screens and other systems in. */
  admin: {
    may: [
      ...staff,
      ...office,
      ...whole,
      'admit-staff',
      'admit-screens',
      'admit-sources',
      'keep-people',
      'run-drills',
      'configure',
      'mute-models',
      'watch-cameras',
      'mend-personal-data',
      'keep-records',
      'bring-files',
      'check-ledger',
      'make-figures-anew',
      'steer-walls',
      'pair-screens',
    ],
    takes: ['admin'],
    called: ['管理员', 'administrator'],
    admittedBy: 'admit-staff',
  },
  /** Reads who came in and who was let in, and no matter (三员分立). */
  auditor: {
    may: ['have-session', 'keep-account', 'keep-people', 'read-audit', 'read-record-trail', 'admit-auditors'],
    takes: [],
    called: ['审计员', 'auditor'],
    admittedBy: 'admit-auditors',
  },
  /** A screen's device token. */
  wall: {
    may: [
      'have-session',
      'see-matters',
      'see-whole',
      'see-figures',
      'see-coverage',
      'see-crews',
      'watch-cameras',
      'join-drills',
      'show-as-wall',
    ],
    takes: [],
    called: [],
    admittedBy: 'admit-screens',
  },
  /** Another system's token. */
  source: {
    may: ['answer-lamps', 'report', 'report-as-system', 'act-beyond-tasks', 'propose-warnings'],
    takes: ['source'],
    called: [],
    admittedBy: 'admit-sources',
  },
  /** Somebody at the public page. */
  citizen: {
    may: ['see-own-reports', 'act', 'report', 'act-beyond-tasks'],
    takes: ['citizen'],
    called: [],
    admittedBy: null,
  },
  /** Rules and clocks. */
  system: {
    may: [
      'see-matters',
      'see-whole',
      'see-names',
      'act',
      'report',
      'use-channel',
      'act-beyond-tasks',
      'act-as-house',
      'propose-warnings',
    ],
    takes: ['system'],
    called: [],
    admittedBy: null,
  },
};

const held = new Map<Role, ReadonlySet<Capability>>(roles.map((role) => [role, new Set(table[role].may)]));

/** One who holds a role: as it is shipped, or, by `holds`, what a role of the county's own has in its place. */
export interface Bearer {
  role: Role;
  holds?: readonly Capability[] | undefined;
}

/** Whether somebody may. */
export function may({ role, holds }: Bearer, capability: Capability): boolean {
  return holds ? holds.includes(capability) : (held.get(role)?.has(capability) ?? false);
}

/** Every capability that somebody has. */
export const capabilities = [...new Set(roles.flatMap((role) => table[role].may))];
/** What a role has as it is shipped. */
export const capabilitiesOf = (role: Role): readonly Capability[] => table[role].may;

/** Whether the role is one of those whom a procedure lets act, by whatever name it calls them. */
export function takesPart({ role }: { role: Role }, named: readonly Role[]): boolean {
  return table[role].takes.some((one) => named.includes(one));
}

/** All roles that may, in the order of the table. */
export function rolesWho(capability: Capability): Role[] {
  return roles.filter((role) => may({ role }, capability));
}

/** What sheets of people call a role. */
export const calledIn = (role: Role): readonly string[] => table[role].called;

/** Whether one role lets people into the other. */
export function mayAdmit(granter: Bearer, given: Role): boolean {
  const { admittedBy } = table[given];
  return admittedBy !== null && may(granter, admittedBy);
}

/** All roles into which one lets people, screens or systems. */
export function rolesAdmittedBy(granter: Bearer): Role[] {
  return roles.filter((role) => mayAdmit(granter, role));
}
