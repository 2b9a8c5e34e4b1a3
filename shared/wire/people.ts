import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
import { auditActs } from '../audit/act.ts';
import { roleSights } from '../access/county-role.ts';
import { rolesWho } from '../access/may.ts';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { staffFields } from '../staffing/words.ts';
import { sheetWire } from './sheets.ts';

/** Accounts of people and sheets of them, below `/api/:jurisdiction`. */
export const login = z.string().regex(/^[\w.@-]{2,64}$/, '2-64 letters, digits or . _ @ -');
const name = z.string().trim().min(1).max(64);
const password = z.string().min(10).max(200);
const phone = z.string().regex(/^\+?\d{5,16}$/, '5-16 digits');
const grids = z.array(z.string().max(64)).max(200);
const day = z.number().int().min(0);

/** POST /people. Walls and sources have tokens instead. `grids` bounds what is seen. */
export const newPerson = z.strictObject({
  login,
  name,
  role: z.enum(rolesWho('keep-account')),
  /** One of the county's own roles that is made of this one. */
  countyRole: z.string().max(48).optional(),
  unit: z.string().max(64).optional(),
  grids: grids.default([]),
  /** The pack's staff id, for grid members. */
  staff: z.string().max(64).optional(),
  /** What the person is employed as: some steps are for certain posts only. */
  post: z.enum(posts).optional(),
  phone: phone.optional(),
  /** From when and until when the account opens, ms since 1970. */
  from: day.optional(),
  until: day.optional(),
  /** Without one a one-time code is answered, by which the person sets a password. */
  password: password.optional(),
});
/** PATCH /people/:login; null takes away. */
export const personChange = z
  .strictObject({
    password: password.optional(),
    disabled: z.boolean().optional(),
    /** Null takes the second factor away, for who has lost it. */
    factor: z.null().optional(),
    name: name.optional(),
    role: z.enum(rolesWho('keep-account')).optional(),
    countyRole: z.string().max(48).nullable().optional(),
    unit: z.string().max(64).nullable().optional(),
    grids: grids.optional(),
    post: z.enum(posts).nullable().optional(),
    phone: phone.nullable().optional(),
    from: day.nullable().optional(),
    until: day.nullable().optional(),
    /** As it was read: when somebody has changed the account since, this change is refused. */
    version: z.number().int().min(0).optional(),
  })
  .refine((change) => Object.keys(change).some((key) => key !== 'version'), 'says nothing to change');
export const listedPerson = z.strictObject({
  login: z.string(),
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  countyRole: z.string().nullable().default(null),
  unit: z.string().nullable(),
  post: z.enum(posts).nullable(),
  grids: z.array(z.string()),
  staff: z.string().nullable(),
  phone: z.string().nullable(),
  disabled: z.boolean(),
  from: z.number().nullable(),
  until: z.number().nullable(),
  hasFactor: z.boolean(),
  /** False: nothing opens it but a one-time code. */
  hasPassword: z.boolean(),
  codeEnds: z.number().nullable(),
  madeAt: z.number(),
  /** The last sign-in. */
  usedAt: z.number().nullable(),
  version: z.number().int(),
});
export type ListedPerson = z.infer<typeof listedPerson>;
/** A one-time code, told once. */
export const firstCode = z.strictObject({
  login: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  code: z.string(),
  ends: z.number(),
});
export type FirstCode = z.infer<typeof firstCode>;
/** The answer to POST /people; `code` when no password was given. */
export const addedPerson = listedPerson.extend({ code: firstCode.optional() });

/** here: can sign in; waiting: has not set a password yet; out: shut out; over: before its first day or after its last. */
export const peopleStates = ['here', 'waiting', 'out', 'over'] as const;
const filter = {
  /** Words, each somewhere in login, name, telephone, staff number, or the name of the unit or a grid. */
  q: z.string().max(100).optional(),
  role: z.enum(roles).optional(),
  unit: z.string().max(64).optional(),
  post: z.enum(posts).optional(),
  /** Lies in it, or holds it. */
  grid: z.string().max(64).optional(),
  state: z.enum(peopleStates).optional(),
  /** Written by this sheet. */
  import: z.string().max(64).optional(),
};
/** GET /people/page */
export const peopleQuery = z.strictObject({
  ...filter,
  sort: z.enum(['name', 'login', 'unit', 'role', 'used', 'made']).default('login'),
  down: z.literal('1').optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type PeopleQuery = z.input<typeof peopleQuery>;
/** A page of the accounts that fit; `states` counts all that fit whatever their state. */
export const peoplePage = z.strictObject({
  rows: z.array(listedPerson),
  total: z.number().int(),
  states: z.partialRecord(z.enum(peopleStates), z.number().int()),
});
export type PeoplePage = z.infer<typeof peoplePage>;
/** GET /people/export: every account that fits, for a file; the act is in the audit. */
export const peopleExportQuery = z.strictObject(filter);
export const peopleExport = z.strictObject({ at: z.number(), rows: z.array(listedPerson) });

/** POST /people/codes: new one-time codes; what opened these accounts before opens them no more. */
export const codesAsked = z.strictObject({ logins: z.array(login).min(1).max(500) });
export const firstCodes = z.array(firstCode);
/** POST /session/first: sets the own password by a one-time code; signing in follows as usual. */
export const firstSignIn = z.strictObject({
  login: z.string().min(1).max(64),
  code: z.string().min(8).max(40),
  password,
});

/** GET /people/:login/history: what administrators did with the account, newest first. */
export const personHistory = z.array(
  z.strictObject({
    seq: z.number().int(),
    at: z.number(),
    act: z.enum(auditActs),
    by: z.string(),
    detail: z.string().optional(),
  }),
);
export type PersonHistory = z.infer<typeof personHistory>;

export const mostImportRows = 20_000;
export const verdicts = ['new', 'change', 'same', 'leave', 'refused'] as const;
/** Sheets of people: `/imports`. */
export const peopleSheet = sheetWire({
  fields: staffFields,
  verdicts,
  row: { login: z.string().nullable(), changes: z.array(z.string()) },
  most: { columns: 40, signs: 500, rows: mostImportRows },
});
export const peopleImport = peopleSheet.one;
export type PeopleImport = z.infer<typeof peopleImport>;
export type ImportRow = z.infer<typeof peopleSheet.row>;
export const firstDone = z.strictObject({ login: z.string() });

/** GET /people/ground: the grids that accounts can have, for names and choices. */
export const peopleGround = z.strictObject({
  grids: z.array(z.strictObject({ id: z.string(), name: z.string(), parent: z.string().nullable() })),
  /** Members of staff on the jurisdiction's list who have no account yet. */
  without: z.number().int(),
  /** Roles of the county's own, each with the shipped one that it is made of. */
  roles: z
    .array(
      z.strictObject({
        id: z.string(),
        name: localized,
        as: z.enum(roles),
        /** The part that its holders must have. */
        sees: z.enum(roleSights).optional(),
      }),
    )
    .default([]),
});
export type PeopleGround = z.infer<typeof peopleGround>;
/** GET /people/roster: those members of staff, as rows of a sheet. */
export const roster = z.array(
  z.strictObject({
    staff: z.string(),
    name: z.string(),
    post: z.enum(posts),
    unit: z.string().nullable(),
    grid: z.string().nullable(),
    phone: z.string(),
  }),
);
