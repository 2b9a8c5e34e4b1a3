import type { Role } from '../access/may.ts';
import type { Post } from '../access/post.ts';
import { posts } from '../access/post.ts';
import { dayMs } from '../kernel/span.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import { toldOf, type Refusal, type Told } from '../kernel/refusal.ts';
import { readDay } from '../sheet/day.ts';
import { openNames, type Meant, type Names } from './names.ts';
import {
  gridPosts,
  postWords,
  roleOfPost,
  roleWords,
  sheetRoles,
  stateWords,
  type StaffField,
} from './words.ts';

/** An account as a sheet can make or change it. Dates: from when and until when it opens, ms since 1970; null: no bound. */
export interface Account {
  login: string;
  name: string;
  role: Role;
  /** The role of the county's own that is given with it. */
  countyRole: string | null;
  unit: string | null;
  post: Post | null;
  grids: string[];
  staff: string | null;
  phone: string | null;
  from: number | null;
  until: number | null;
  disabled: boolean;
}
/** Why a cell is at fault, told as refusals are. */
export interface Fault extends Told {
  field: StaffField;
  value: string;
}
export type Verdict = 'new' | 'change' | 'same' | 'leave' | 'refused';
export interface Judged {
  verdict: Verdict;
  /** As it will be; null when it is refused. */
  account: Account | null;
  /** What is other than before. */
  changes: (keyof Account)[];
  faults: Fault[];
  /** What is strange and goes through. */
  doubts: Fault[];
}
/** What a sheet is held against. */
export interface StaffingGround {
  unit: Names;
  grid: Names;
  /** Roles that the county keeps beside the shipped ones. */
  roles: readonly OwnRole[];
  /** Whether the jurisdiction's list of staff has this number. */
  isStaff(staff: string): boolean;
  /** Accounts that are there, by login and by staff number. */
  byLogin(login: string): Account | undefined;
  byStaff(staff: string): Account | undefined;
  /** Whether an account of another login has this id. */
  isTaken(id: string): boolean;
  /** Why the importer may not grant this; null when it may. */
  whyNot(account: Account): Refusal | null;
  /** The importer's own login. */
  self: string;
  /** ms that local midnight lies before that of UTC. */
  offsetMs: number;
}

/** A role of the county's own: what sheets call it, and the shipped one that it is made of. */
export interface OwnRole {
  id: string;
  as: Role;
  names: readonly string[];
}
const named = (words: Readonly<Partial<Record<string, readonly string[]>>>): Names =>
  openNames(Object.entries(words).map(([id, names = []]) => ({ id, names })));
const postNamed = named(postWords);
const stateNamed = named(stateWords);
const loginForm = /^[\w.@-]{2,64}$/u;
const mostGrids = 50;

/** Judges the rows of a sheet, in their order: it remembers what earlier rows have taken. `fields`: what each column is. */
export function openJudge(fields: readonly (StaffField | null)[], ground: StaffingGround) {
  const roleNamed = roleNames(ground.roles);
  const taken = { login: new Map<string, number>(), phone: new Map<string, number>() };
  const heads = new Map<string, number>();

  return (no: number, cells: readonly string[]): Judged => {
    // A blank line between others says nothing.
    if (cells.every((one) => one.trim() === ''))
      return { verdict: 'same', account: null, changes: [], faults: [], doubts: [] };
    const faults: Fault[] = [];
    const doubts: Fault[] = [];
    const cell = (field: StaffField): string => cells[fields.indexOf(field)]?.trim() ?? '';
    const fault = (field: StaffField, why: Reason | Told): void =>
      void faults.push({ field, value: cell(field).slice(0, 80), ...('reason' in why ? why : toldOf(why)) });
    const read = readCells(cell, { ...ground, roleNamed }, fault);
    const login = cell('login') || read.staff || read.phone || '';
    const known =
      (login === '' ? undefined : ground.byLogin(login)) ??
      (read.staff ? ground.byStaff(read.staff) : undefined);
    const account = composed(login, read, known);
    if (account.name === '') fault('name', because('cell-name-missing'));
    if (account.name.length > 64) fault('name', because('cell-name-long'));
    // What follows from a fault that is told already is not told again.
    if (login === '') {
      if (!hasFault('phone', 'staff')) fault('login', because('cell-login-missing'));
    } else if (!known && !loginForm.test(login)) fault('login', because('cell-login-form'));
    else if (!known && ground.isTaken(read.staff ?? login)) fault('login', because('login-taken'));
    if (account.role === null && !hasFault('post', 'role')) fault('post', because('cell-role-missing'));
    if (account.post && gridPosts.includes(account.post) && account.grids.length === 0 && !hasFault('grid'))
      fault('grid', because('cell-grid-missing'));
    if (account.from !== null && account.until !== null && account.until <= account.from)
      fault('until', because('cell-span-backwards'));
    for (const field of ['login', 'phone'] as const) {
      const value = field === 'login' ? (known?.login ?? login) : (read.phone ?? '');
      const before = taken[field].get(value);
      if (value !== '' && before !== undefined) {
        if (!hasFault('login', 'phone', 'staff'))
          fault(fieldOf(field), because('cell-same-as', { row: before }));
      } else if (value !== '') taken[field].set(value, no);
    }
    const whole =
      faults.length === 0 ? ({ ...account, role: account.role ?? 'field' } satisfies Account) : null;
    const mayNot = whole && whyNot(whole, known, ground);
    if (mayNot) fault(mayNot.field, mayNot.why);
    if (!whole || faults.length > 0)
      return { verdict: 'refused', account: null, changes: [], faults, doubts };
    for (const grid of whole.post === 'grid-head' && !whole.disabled ? whole.grids : []) {
      const other = heads.get(grid);
      if (other !== undefined)
        doubts.push({
          field: 'post',
          value: cell('post'),
          ...toldOf(because('cell-head-twice', { row: other })),
        });
      else heads.set(grid, no);
    }
    const changes = known ? differences(known, whole) : [];
    const verdict = !known ? 'new' : changes.length === 0 ? 'same' : whole.disabled ? 'leave' : 'change';
    return { verdict, account: whole, changes, faults, doubts };

    function hasFault(...some: StaffField[]): boolean {
      return faults.some(({ field }) => some.includes(field));
    }
    /** The cell that gave the login. */
    function fieldOf(field: 'login' | 'phone'): StaffField {
      return field === 'phone' || cell('login') !== '' ? field : read.staff ? 'staff' : 'phone';
    }
  };
}

type Read = Partial<Omit<Account, 'login'>>;
type Tell = (field: StaffField, why: Reason) => void;

/** What the cells say; nothing of what is empty or at fault, and each fault told. */
function readCells(
  cell: (field: StaffField) => string,
  ground: StaffingGround & { roleNamed: Names },
  fault: Tell,
): Read {
  const read: Read = {};
  if (cell('name') !== '') read.name = cell('name').normalize('NFC');
  const phone = cell('phone')
    .normalize('NFKC')
    .replaceAll(/[\s()-]/gu, '');
  if (phone !== '') {
    const why = whyNoPhone(phone);
    if (why === null) read.phone = phone;
    else fault('phone', why);
  }
  const staff = cell('staff');
  if (staff !== '') {
    if (ground.isStaff(staff) || ground.byStaff(staff)) read.staff = staff;
    else fault('staff', because('cell-no-staff'));
  }
  const unit = meant('unit', cell('unit'), ground.unit, fault);
  if (unit !== null) read.unit = unit;
  const post = meant('post', cell('post'), postNamed, fault);
  if (post !== null) read.post = posts.find((one) => one === post) ?? null;
  const role = meant('role', cell('role'), ground.roleNamed, fault);
  const own = ground.roles.find(({ id }) => ownKey(id) === role);
  const known = own?.as ?? sheetRoles.find((one) => one === role);
  if (known) Object.assign(read, { role: known, countyRole: own?.id ?? null });
  const grids = readGrids(cell('grid'), ground, fault);
  if (grids.length > 0) read.grids = grids;
  const state = meant('state', cell('state'), stateNamed, fault);
  if (state !== null) read.disabled = state === 'left';
  for (const field of ['from', 'until'] as const) {
    if (cell(field) === '') continue;
    const day = readDay(cell(field));
    // The last day is one on which the account still opens.
    if (day !== null) read[field] = day - ground.offsetMs + (field === 'until' ? dayMs : 0);
    else fault(field, because('cell-no-day'));
  }
  return read;
}

/** No shipped role has this form, so that one of the county's own may have any id. */
const ownKey = (id: string): string => `own:${id}`;
const roleNames = (own: readonly OwnRole[]): Names =>
  openNames([
    ...Object.entries(roleWords).map(([id, names = []]) => ({ id, names })),
    ...own.map(({ id, names }) => ({ id: ownKey(id), names: [...names, id] })),
  ]);

function readGrids(text: string, ground: StaffingGround, fault: Tell): string[] {
  const grids: string[] = [];
  for (const part of text.split(/[、,，;；\n]/u).map((one) => one.trim())) {
    if (part === '' || part === '—' || part === '-') continue;
    const id = meant('grid', part, ground.grid, fault);
    if (id !== null && !grids.includes(id)) grids.push(id);
  }
  if (grids.length > mostGrids) fault('grid', because('cell-many-grids', { count: mostGrids }));
  return grids;
}

function meant(field: StaffField, text: string, names: Names, fault: Tell): string | null {
  if (text === '') return null;
  const found: Meant = names(text);
  if ('id' in found) return found.id;
  if ('many' in found) fault(field, because('cell-many-named', { count: found.many }));
  else
    fault(field, found.near === null ? because('cell-no-such') : because('cell-near', { near: found.near }));
  return null;
}

/** Mobile numbers of the mainland have eleven digits; of others only the form is known. */
function whyNoPhone(phone: string): Reason | null {
  if (!/^\+?\d+$/u.test(phone)) return because('cell-digits');
  const count = phone.length;
  if (/^1\d/u.test(phone) && count !== 11) return because('cell-digits-eleven', { count });
  return count < 5 || count > 16 ? because('cell-digits-odd', { count }) : null;
}

/** The reason of a refusal without the rest of it. */
function toldAgain({ reason, reasonId, values }: Refusal): Told {
  return { reason, ...(reasonId !== undefined && { reasonId }), ...(values !== undefined && { values }) };
}

/** The account as the row leaves it. An empty cell leaves what was there; a new account has the role of its post. */
function composed(
  login: string,
  read: Read,
  known: Account | undefined,
): Omit<Account, 'role'> & { role: Role | null } {
  const post = read.post ?? known?.post ?? null;
  const asPost = read.post && read.post !== known?.post ? roleOfPost[read.post] : undefined;
  const role = read.role ?? asPost ?? known?.role ?? null;
  return {
    login: known?.login ?? login,
    name: read.name ?? known?.name ?? '',
    role,
    countyRole:
      read.countyRole === undefined && role === known?.role ? known.countyRole : (read.countyRole ?? null),
    unit: read.unit ?? known?.unit ?? null,
    post,
    grids: read.grids ?? known?.grids ?? [],
    staff: known?.staff ?? read.staff ?? null,
    phone: read.phone ?? known?.phone ?? null,
    from: read.from ?? known?.from ?? null,
    until: read.until ?? known?.until ?? null,
    disabled: read.disabled ?? known?.disabled ?? false,
  };
}

/** Both what there is and what there shall be must be the importer's to grant; the own account is changed by somebody else. */
function whyNot(
  account: Account,
  known: Account | undefined,
  ground: StaffingGround,
): { field: StaffField; why: Reason | Told } | null {
  const changes = known ? differences(known, account) : [];
  if (known && changes.length === 0) return null;
  if (known?.login === ground.self && changes.some((one) => one !== 'name' && one !== 'phone'))
    return { field: 'login', why: because('own-account-names-only') };
  const refused = (known && ground.whyNot(known)) ?? ground.whyNot(account);
  if (!refused) return null;
  const [field = ''] = (refused.field ?? '').split('.');
  const column = field === 'grids' ? 'grid' : field;
  const of = (['role', 'grid', 'unit', 'staff'] as const).find((one) => one === column);
  return { field: of ?? 'login', why: toldAgain(refused) };
}

/** What of two accounts is not the same. */
export function differences(before: Account, after: Account): (keyof Account)[] {
  return (Object.keys(after) as (keyof Account)[]).filter((key) => {
    const [a, b] = [before[key], after[key]];
    return Array.isArray(a) && Array.isArray(b) ? a.toSorted().join(' ') !== b.toSorted().join(' ') : a !== b;
  });
}
