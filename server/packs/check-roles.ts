import { givableIn, sightsIn } from '#shared/access/county-role.ts';
import { because } from '#shared/kernel/reasons.ts';
import type { ReadPack } from './read.ts';

/** A role of the county's own has nothing that stays with administrators, and nothing that decides which part is seen. */
export function checkRoles({ rows, blame }: ReadPack): void {
  for (const { index, row } of rows.roles) {
    if (row.sees !== undefined && !sightsIn(row.as).includes(row.sees))
      blame('roles.json', [index, 'sees'], because('role-sight', { role: row.as, what: row.sees }));
    const givable = new Set(givableIn(row.as));
    row.may.forEach((one, i) => {
      if (!givable.has(one))
        blame('roles.json', [index, 'may', i], because('role-not-givable', { what: one, role: row.as }));
      else if (row.may.indexOf(one) < i)
        blame('roles.json', [index, 'may', i], because('check-twice', { id: one }));
    });
  }
}
