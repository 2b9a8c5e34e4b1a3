import { posts } from '../access/post.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import { dayStart } from '../clock/zone.ts';
import { dayMs } from '../kernel/span.ts';
import { readDay } from '../sheet/day.ts';
import type { Account, OwnRole, StaffingGround } from './ground.ts';
import { openNames, type Meant, type Names } from './names.ts';
import { whyNoPhone } from './phone.ts';
import { postWords, roleWords, sheetRoles, stateWords, type StaffField } from './words.ts';

const named = (words: Readonly<Partial<Record<string, readonly string[]>>>): Names =>
  openNames(Object.entries(words).map(([id, names = []]) => ({ id, names })));
const postNamed = named(postWords);
const stateNamed = named(stateWords);
const mostGrids = 50;

export type Read = Partial<Omit<Account, 'login'>>;
type Tell = (field: StaffField, why: Reason) => void;

/** What the cells say; nothing of what is empty or at fault, and each fault told. */
export function readCells(
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
    const why = whyNoPhone(phone, ground);
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
    if (day !== null) read[field] = dayStart(ground.time, day / dayMs + (field === 'until' ? 1 : 0));
    else fault(field, because('cell-no-day'));
  }
  return read;
}

/** No shipped role has this form, so that one of the county's own may have any id. */
const ownKey = (id: string): string => `own:${id}`;
export const roleNames = (own: readonly OwnRole[]): Names =>
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
