import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { ListedPerson } from '#shared/wire/people.ts';
import type { AdminRoom } from '../admin-room.ts';

/** What somebody leaves behind, and who could take it over. */
export interface Leaving {
  /** Open matters that the one took on. */
  own: Pick<IncidentList, 'rows'> & { total: number };
  /** Open matters in which the unit has a task. */
  ofUnit: number;
  /** Others of the unit who can sign in. */
  others: readonly ListedPerson[];
  othersTotal: number;
  /** Grids in which nobody else with this post would be left. */
  bare: readonly string[];
}
const shown = 6;
const mostOthers = 200;

/** Reads what a leaving leaves behind; a refusal when it cannot be read. */
export async function readLeaving(
  { api, admin }: Pick<AdminRoom, 'api' | 'admin'>,
  row: ListedPerson,
): Promise<Leaving | Refusal> {
  const [own, unit, others] = await Promise.all([
    api.incidents({ agent: row.id, state: 'open', limit: shown }),
    row.unit === null ? null : api.incidents({ unit: row.unit, state: 'open', limit: 1 }),
    row.unit === null ? null : admin.people({ unit: row.unit, limit: mostOthers, sort: 'name' }),
  ]);
  if (isRefusal(own)) return own;
  if (isRefusal(unit)) return unit;
  if (isRefusal(others)) return others;
  const left = (others?.rows ?? []).filter((one) => one.login !== row.login && !one.disabled);
  const bare: string[] = [];
  for (const grid of row.grids.slice(0, 20)) {
    const there = await admin.people({ grid, ...(row.post && { post: row.post }), limit: mostOthers });
    if (isRefusal(there)) return there;
    const holds = (one: ListedPerson): boolean =>
      one.login !== row.login && !one.disabled && one.grids.includes(grid);
    if (!there.rows.some(holds)) bare.push(grid);
  }
  return {
    own: { rows: own.rows, total: own.total ?? own.rows.length },
    ofUnit: unit?.total ?? unit?.rows.length ?? 0,
    others: left,
    othersTotal: left.length,
    bare,
  };
}

/** Shuts somebody out; who takes over gets the grids first, so that nothing is without anybody in between. */
export async function leave(
  { admin }: Pick<AdminRoom, 'admin'>,
  row: ListedPerson,
  heir: ListedPerson | null,
): Promise<{ left: ListedPerson; heir: ListedPerson | null } | Refusal> {
  const missing = heir ? row.grids.filter((grid) => !heir.grids.includes(grid)) : [];
  let after = heir;
  if (heir && missing.length > 0) {
    const given = await admin.changePerson(heir.login, {
      grids: [...heir.grids, ...missing],
      version: heir.version,
    });
    if (isRefusal(given)) return given;
    after = given;
  }
  const left = await admin.changePerson(row.login, { disabled: true, version: row.version });
  return isRefusal(left) ? left : { left, heir: after };
}
