import type { Role } from '../access/may.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import { toldOf, type Refusal, type Told } from '../kernel/refusal.ts';
import { readCells, roleNames, type Read } from './cells.ts';
import type { Account, StaffingGround } from './ground.ts';
import { whyUnfit } from './own-role.ts';
import { gridPosts, roleOfPost, type StaffField } from './words.ts';

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
const loginForm = /^[\w.@-]{2,64}$/u;

/** Judges the rows of a sheet, in their order: it remembers what earlier rows have taken. `fields`: what each column is. */
export function openJudge(fields: readonly (StaffField | null)[], ground: StaffingGround) {
  const roleNamed = roleNames(ground.roles);
  const earlier: Earlier = { login: new Map(), phone: new Map(), heads: new Map() };

  return (no: number, cells: readonly string[]): Judged => {
    // A blank line between others says nothing.
    if (cells.every((one) => one.trim() === ''))
      return { verdict: 'same', account: null, changes: [], faults: [], doubts: [] };
    const row = openRow(no, (field) => cells[fields.indexOf(field)]?.trim() ?? '');
    const { faults, doubts } = row;
    const read = readCells(row.cell, { ...ground, roleNamed }, row.fault);
    const login = row.cell('login') || read.staff || read.phone || '';
    const known =
      (login === '' ? undefined : ground.byLogin(login)) ??
      (read.staff ? ground.byStaff(read.staff) : undefined);
    const account = composed(login, read, known);
    checkNames(row, account, { login, isKnown: known !== undefined }, ground.isTaken(read.staff ?? login));
    checkWhole(row, account);
    const unfit = whyUnfit(ground.roles, account);
    if (unfit && !row.hasFault('grid', 'unit')) row.fault(unfit.field, unfit.why);
    checkTaken(row, earlier, { login: known?.login ?? login, phone: read.phone ?? '' }, read.staff);
    const whole =
      faults.length === 0 ? ({ ...account, role: account.role ?? 'field' } satisfies Account) : null;
    const mayNot = whole && whyNot(whole, known, ground);
    if (mayNot) row.fault(mayNot.field, mayNot.why);
    if (!whole || faults.length > 0)
      return { verdict: 'refused', account: null, changes: [], faults, doubts };
    noteHeads(row, earlier, whole);
    const changes = known ? differences(known, whole) : [];
    const verdict = !known ? 'new' : changes.length === 0 ? 'same' : whole.disabled ? 'leave' : 'change';
    return { verdict, account: whole, changes, faults, doubts };
  };
}

/** Rows that were first to say a login, a telephone number, the head of a grid. */
type Earlier = Record<'login' | 'phone' | 'heads', Map<string, number>>;
type Row = ReturnType<typeof openRow>;

/** One row while it is judged: what stands in it, and what was found. */
function openRow(no: number, cell: (field: StaffField) => string) {
  const faults: Fault[] = [];
  const doubts: Fault[] = [];
  const told = (field: StaffField, why: Reason | Told): Fault => ({
    field,
    value: cell(field).slice(0, 80),
    ...('reason' in why ? why : toldOf(why)),
  });
  return {
    no,
    cell,
    faults,
    doubts,
    fault: (field: StaffField, why: Reason | Told): void => void faults.push(told(field, why)),
    doubt: (field: StaffField, why: Reason): void => void doubts.push(told(field, why)),
    /** What follows from a fault that is told already is not told again. */
    hasFault: (...some: StaffField[]): boolean => faults.some(({ field }) => some.includes(field)),
  };
}

function checkNames(
  { fault, hasFault }: Row,
  { name }: { name: string },
  { login, isKnown }: { login: string; isKnown: boolean },
  isTaken: boolean,
): void {
  if (name === '') fault('name', because('cell-name-missing'));
  if (name.length > 64) fault('name', because('cell-name-long'));
  if (login === '') {
    if (!hasFault('phone', 'staff')) fault('login', because('cell-login-missing'));
  } else if (!isKnown && !loginForm.test(login)) fault('login', because('cell-login-form'));
  else if (!isKnown && isTaken) fault('login', because('login-taken'));
}

function checkWhole({ fault, hasFault }: Row, { role, post, grids, from, until }: Composed): void {
  if (role === null && !hasFault('post', 'role')) fault('post', because('cell-role-missing'));
  if (post && gridPosts.includes(post) && grids.length === 0 && !hasFault('grid'))
    fault('grid', because('cell-grid-missing'));
  if (from !== null && until !== null && until <= from) fault('until', because('cell-span-backwards'));
}

/** A login and a telephone number belong to one row of a sheet. */
function checkTaken(
  { no, cell, fault, hasFault }: Row,
  earlier: Earlier,
  said: { login: string; phone: string },
  staff: string | null | undefined,
): void {
  /** The cell that gave the login. */
  const giver: StaffField = cell('login') !== '' ? 'login' : staff ? 'staff' : 'phone';
  for (const field of ['login', 'phone'] as const) {
    const value = said[field];
    const before = earlier[field].get(value);
    if (value === '') continue;
    if (before === undefined) earlier[field].set(value, no);
    else if (!hasFault('login', 'phone', 'staff'))
      fault(field === 'phone' ? 'phone' : giver, because('cell-same-as', { row: before }));
  }
}

/** Two heads of one grid are strange, and may be so. */
function noteHeads({ no, doubt }: Row, { heads }: Earlier, { post, disabled, grids }: Account): void {
  if (post !== 'grid-head' || disabled) return;
  for (const grid of grids) {
    const other = heads.get(grid);
    if (other === undefined) heads.set(grid, no);
    else doubt('post', because('cell-head-twice', { row: other }));
  }
}

/** The reason of a refusal without the rest of it. */
function toldAgain({ reason, reasonId, values }: Refusal): Told {
  return { reason, ...(reasonId !== undefined && { reasonId }), ...(values !== undefined && { values }) };
}

type Composed = Omit<Account, 'role'> & { role: Role | null };

/** The account as the row leaves it. An empty cell leaves what was there; a new account has the role of its post. */
function composed(login: string, read: Read, known: Account | undefined): Composed {
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
