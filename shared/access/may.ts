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
export type Capability =
  // What is seen
  | 'see-matters' // matters, sensors, readings, cameras and the pack of the own part
  | 'see-whole' // without grids the whole jurisdiction is the own part; else only what the own unit has a task in
  | 'see-own-reports' // the matters one reported, nothing else
  | 'see-names' // who people are and their numbers: not for a screen that everybody walks past
  | 'see-alarms' // what sensors raise, as a list of work
  | 'keep-alarms' // acknowledges, puts aside, promotes, asks for silence
  | 'see-figures' // figures, the league, scores and supervision lists
  | 'see-suggestions' // which units and people could take a matter, and why
  | 'see-duties' // regular duties of posts and how they are kept
  | 'see-coverage' // how far lists of duties were done, by area: nobody is named
  | 'see-draws' // what was drawn, and how to draw it again
  | 'see-clock' // whether the clock of the server is trusted
  | 'see-contacts' // who reported a matter that one works on
  | 'see-any-contact' // who reported any matter
  | 'find-places' // who answers for a place and what lies near it
  | 'keep-filters' // own saved searches
  | 'have-session' // may sign in at all: people with a password, screens with a token
  | 'keep-account' // is a person who signs in: own password, second factor, sign-ins
  // Records of the world
  | 'see-records' // people, dwellings, firms, assets of the own part; what is personal only as far as the next ones say
  | 'see-people' // names in full, numbers masked
  | 'unmask-people' // one number after another in full, for a reason that is kept
  | 'keep-records' // makes, corrects and confirms them
  | 'see-open-records' // without grids: what is about nobody, wherever it lies
  | 'read-record-trail' // who looked at whom
  | 'allow-exports' // lets somebody else take a file of personal records away
  // What is done
  | 'act' // gives commands of any kind that the procedure lets the role take
  | 'report' // brings matters in
  | 'report-as-system' // over a door, by a token that names the system
  | 'act-beyond-tasks' // in matters in which the own unit has no task
  | 'act-as-house' // rules, clocks and followers: needs no post and nobody's leave
  | 'use-channel' // writes and reads beside a matter
  | 'give-orders' // a word to a unit is an order that asks for a reply
  | 'bring-files'
  | 'tick-plans' // marks the steps of a plan as done
  | 'man-desk' // sits at the centre: matters that come in ring there, calls are written down, the seat is seen by others
  | 'work-for-unit' // the queue is what the own unit has to do
  | 'keep-watch' // takes over, hands over, starts and ends a response
  | 'lead' // decides as a leader, whatever the post
  | 'propose-warnings' // nobody is warned by that
  | 'sign-warnings'
  | 'confirm-clock' // says that the clock of the server is right
  | 'write-hand-over' // the sheet of a hand-over
  // Proof and figures
  | 'read-dossier'
  | 'check-ledger' // anchors, chains, seals, files
  | 'make-figures-anew'
  // Letting in, and watching over it
  | 'admit-staff'
  | 'admit-auditors'
  | 'admit-screens'
  | 'admit-sources'
  | 'keep-people' // the list of logins that one may admit
  | 'mend-personal-data' // what citizens ask to have corrected or erased
  | 'read-audit'
  | 'configure' // changes the pack of the own part
  // Walls
  | 'steer-walls' // sees the walls of the own part and tells them what to show
  | 'pair-screens' // lets a screen in that shows a code, and shuts it out
  | 'show-as-wall' // is told what to show, and says what it shows
  // Pages
  | 'open-desk'
  | 'open-dossier'
  | 'open-lead'
  | 'open-supervise'
  | 'open-field'
  | 'open-procedures'
  | 'open-sensing'
  | 'open-warnings';

interface RoleRow {
  may: readonly Capability[];
  /** The names under which procedures let it act: `by` of a step and `opens` of a procedure. */
  takes: readonly Role[];
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
      'keep-watch',
      'keep-alarms',
      'propose-warnings',
      'sign-warnings',
      'steer-walls',
      'pair-screens',
    ],
    takes: ['duty'],
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
      'keep-alarms',
      'propose-warnings',
      'sign-warnings',
      'tick-plans',
      'check-ledger',
      'steer-walls',
    ],
    takes: ['leader'],
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
      'propose-warnings',
      'see-contacts',
      'bring-files',
      'tick-plans',
    ],
    takes: ['handler'],
    admittedBy: 'admit-staff',
  },
  /** Member of a grid, agent. */
  field: {
    may: [...staff, ...people, 'act-beyond-tasks', 'bring-files', 'open-field'],
    takes: ['field'],
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
      'configure',
      'mend-personal-data',
      'keep-records',
      'bring-files',
      'check-ledger',
      'make-figures-anew',
      'steer-walls',
      'pair-screens',
    ],
    takes: ['admin'],
    admittedBy: 'admit-staff',
  },
  /** Reads who came in and who was let in, and no matter (三员分立). */
  auditor: {
    may: ['have-session', 'keep-account', 'keep-people', 'read-audit', 'read-record-trail', 'admit-auditors'],
    takes: [],
    admittedBy: 'admit-auditors',
  },
  /** A screen's device token. */
  wall: {
    may: ['have-session', 'see-matters', 'see-whole', 'see-figures', 'see-coverage', 'show-as-wall'],
    takes: [],
    admittedBy: 'admit-screens',
  },
  /** Another system's token. */
  source: {
    may: ['report', 'report-as-system', 'act-beyond-tasks', 'propose-warnings'],
    takes: ['source'],
    admittedBy: 'admit-sources',
  },
  /** Somebody at the public page. */
  citizen: {
    may: ['see-own-reports', 'act', 'report', 'act-beyond-tasks'],
    takes: ['citizen'],
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
    admittedBy: null,
  },
};

const held = new Map<Role, ReadonlySet<Capability>>(roles.map((role) => [role, new Set(table[role].may)]));

/** Whether the role may. */
export function may({ role }: { role: Role }, capability: Capability): boolean {
  return held.get(role)?.has(capability) ?? false;
}

/** Whether the role is one of those whom a procedure lets act, by whatever name it calls them. */
export function takesPart({ role }: { role: Role }, named: readonly Role[]): boolean {
  return table[role].takes.some((one) => named.includes(one));
}

/** All roles that may, in the order of the table. */
export function rolesWho(capability: Capability): Role[] {
  return roles.filter((role) => may({ role }, capability));
}

/** Whether one role lets people into the other. */
export function mayAdmit(granter: { role: Role }, given: Role): boolean {
  const { admittedBy } = table[given];
  return admittedBy !== null && may(granter, admittedBy);
}

/** All roles into which one lets people, screens or systems. */
export function rolesAdmittedBy(granter: { role: Role }): Role[] {
  return roles.filter((role) => mayAdmit(granter, role));
}
