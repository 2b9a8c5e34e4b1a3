import { holdsOf } from '#shared/access/county-role.ts';
import { whyNotGrant, type Grant, type GrantGround } from '#shared/access/grant.ts';
import type { Role } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import type { Post } from '#shared/access/post.ts';
import { timeOf, zoneNameOf } from '#shared/clock/zone.ts';
import type { Account, StaffingGround } from '#shared/staffing/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { namesInSheets } from '../packs/sheet-names.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';

/** What a sheet of people is held against: the pack's units, grids and staff, the accounts that are there, and what its bringer may grant. */
export function staffingGround(
  pack: LoadedPack,
  person: Person,
  grant: GrantGround,
  rows: readonly PersonRow[],
): StaffingGround {
  const accounts = rows.map((row) => ({ row, account: asAccount(row) }));
  const byLogin = new Map(accounts.map(({ account }) => [account.login, account]));
  const byStaff = new Map(
    accounts.flatMap(({ account }) => (account.staff ? [[account.staff, account]] : [])),
  );
  const ids = new Set(rows.map(({ id }) => id));
  const self = rows.find(({ id }) => id === person.id)?.login;
  const own = pack.pack.roles ?? [];
  const granted = (account: Account): Grant => {
    const role = own.find(({ id }) => id === account.countyRole);
    return { ...account, ...(role && { holds: holdsOf(role) }) };
  };
  return {
    ...namesInSheets(pack),
    phones: pack.pack.identity.phones,
    isMainland: zoneNameOf(pack.pack.calendar) === 'Asia/Shanghai',
    isStaff: (staff) => pack.staff.has(staff),
    byLogin: (login) => byLogin.get(login),
    byStaff: (staff) => byStaff.get(staff),
    isTaken: (id) => ids.has(id),
    roles: own.map(({ id, as, name, sees }) => ({ id, as, names: Object.values(name), sees })),
    whyNot: (account) => whyNotGrant(person, granted(account), grant),
    self: self ?? '',
    time: timeOf(pack.pack.calendar),
  };
}

/** A row as a sheet could have written it. */
export function asAccount(row: PersonRow): Account {
  return {
    login: row.login,
    name: row.name,
    role: row.role as Role,
    countyRole: row.county_role ?? null,
    unit: row.unit,
    post: row.post as Post | null,
    grids: row.grids,
    staff: row.staff,
    phone: row.phone,
    from: row.starts_at,
    until: row.ends_at,
    disabled: row.disabled,
  };
}
