import { z } from 'zod';
import { auditActs } from '../audit/act.ts';
import { rolesWho } from '../access/may.ts';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';
import { staffFields } from '../staffing/words.ts';

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

const field = z.enum(staffFields);
const cells = z.array(z.string().max(500)).max(40);
export const mostImportRows = 20_000;
/** POST /imports: a sheet of people that is about to come. `fields`: what each column is; null: none of ours. */
export const newImport = z
  .strictObject({
    file: z.string().min(1).max(200),
    sheet: z.string().max(100),
    heads: cells.min(1),
    fields: z.array(field.nullable()).min(1).max(40),
    rows: z.number().int().min(1).max(mostImportRows),
  })
  .refine(({ heads, fields }) => heads.length === fields.length, 'a field for each column');
/** POST /imports/:id/rows: some rows, the first of which is line `from` of the sheet: titles and heads stand above. */
export const importRows = z.strictObject({
  from: z
    .number()
    .int()
    .min(2)
    .max(mostImportRows + 100),
  rows: z.array(cells).min(1).max(500),
});
/** PATCH /imports/:id: another meaning of the columns. */
export const importFields = z.strictObject({ fields: z.array(field.nullable()).min(1).max(40) });

/** POST /imports/:id/trial, POST /imports/:id/commit */
export const nothing = z.strictObject({});

export const verdicts = ['new', 'change', 'same', 'leave', 'refused'] as const;
/** filling: rows are awaited, or changed since the trial; checked: may be written; running, done; stopped: see `error`. */
export const importStates = ['filling', 'checked', 'running', 'done', 'stopped'] as const;
export const peopleImport = z.strictObject({
  id: z.string(),
  file: z.string(),
  sheet: z.string(),
  heads: z.array(z.string()),
  fields: z.array(field.nullable()),
  rows: z.number().int(),
  /** Rows that are here. */
  here: z.number().int(),
  state: z.enum(importStates),
  by: z.string(),
  madeAt: z.number(),
  finishedAt: z.number().nullable(),
  error: z.string().nullable(),
  counts: z.strictObject({
    new: z.number().int(),
    change: z.number().int(),
    same: z.number().int(),
    leave: z.number().int(),
    refused: z.number().int(),
    /** Rows that go through with something strange. */
    doubts: z.number().int(),
    /** Rows written. */
    done: z.number().int(),
  }),
  /** Faults by column and reason, the most frequent first. */
  faults: z.array(
    z.strictObject({
      field,
      n: z.number().int(),
      reason: z.string(),
      reasonId: reasonId.optional(),
      values: reasonValues.optional(),
    }),
  ),
});
export type PeopleImport = z.infer<typeof peopleImport>;
/** GET /imports: newest first, without their faults. */
export const importList = z.array(peopleImport);
/** GET /imports/:id/rows */
export const importRowQuery = z.strictObject({
  verdict: z.enum([...verdicts, 'doubt']).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const why = { reason: z.string(), reasonId: reasonId.optional(), values: reasonValues.optional() };
const told = z.strictObject({ field, value: z.string(), ...why });
export const importRow = z.strictObject({
  no: z.number().int(),
  cells: z.array(z.string()),
  verdict: z.enum(verdicts).nullable(),
  login: z.string().nullable(),
  faults: z.array(told),
  doubts: z.array(told),
  changes: z.array(z.string()),
  done: z.boolean(),
});
export type ImportRow = z.infer<typeof importRow>;
export const importRowPage = z.strictObject({ rows: z.array(importRow), total: z.number().int() });
export const firstDone = z.strictObject({ login: z.string() });

/** GET /people/ground: the grids that accounts can have, for names and choices. */
export const peopleGround = z.strictObject({
  grids: z.array(z.strictObject({ id: z.string(), name: z.string(), parent: z.string().nullable() })),
  /** Members of staff on the jurisdiction's list who have no account yet. */
  without: z.number().int(),
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
