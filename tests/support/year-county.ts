import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { columnsOf } from '../../server/commands/columns-of.ts';
import { appendPast, type DecidedEntry } from '../../server/ledger/bulk.ts';
import { noHash } from '../../server/ledger/chain.ts';
import type { Database } from '../../server/storage/database.ts';
import { beginOf, leavesOf, makeYears } from '../../server/storage/record/ledger-leaves.ts';
import { ensureJurisdiction } from '../../server/storage/record/ledger-store.ts';
import { testPack } from './county.ts';
import { duty, worldAt } from './incident-world.ts';

/** Counties with a ledger of three years, whatever year it is. */
const perYear = 24;
export const idOf = (year: number, n: number): string => `${year}-${n}`;

/** Parts of the ledger as if the database had been made in 2025. */
export async function partYears({ pool }: Database, now: number): Promise<void> {
  for (const { name } of await leavesOf(pool)) await pool.query(`DROP TABLE ${name}`);
  await pool.query('DROP TABLE ledger_else');
  await pool.query('CREATE TABLE ledger_first (LIKE ledger INCLUDING ALL, PRIMARY KEY (jurisdiction, seq))');
  await pool.query('CREATE UNIQUE INDEX ON ledger_first (jurisdiction, subject, version, twin)');
  await pool.query(
    `ALTER TABLE ledger ATTACH PARTITION ledger_first FOR VALUES FROM (MINVALUE) TO (${beginOf(2025)})`,
  );
  await makeYears({ pool }, now - 366 * 86_400_000);
  await makeYears({ pool }, now);
}

/** Lives that ended in their year, and one a year that goes on: its last act is in 2026. */
function livesOf(jurisdiction: string) {
  const lived = worldAt('closed', 60_000);
  const entries: DecidedEntry[] = [];
  const incidents: Incident[] = [];
  for (const year of [2024, 2025, 2026])
    for (let n = 0; n < perYear; n++) {
      const id = idOf(year, n);
      const goesOn = n === 0;
      lived.events.forEach(({ by, fact }, index) => {
        const isLate = goesOn && index === lived.events.length - 1;
        const own = fact.kind === 'reported' ? { ...fact, incident: { ...fact.incident, id } } : fact;
        const at = beginOf(isLate ? 2026 : year) + (n * 20 + index + (isLate ? year : 0)) * 60_000;
        entries.push({ at, subject: id, version: index + 1, by, fact: own });
      });
      incidents.push({ ...must(lived.state, 'a life'), id });
    }
  entries.push(
    ...[2024, 2025].map((year) => ({
      ...{ at: beginOf(year) + 1, subject: `watch-${jurisdiction}`, version: year - 2023, by: duty },
      fact: { kind: 'noted' as const, text: `值班 ${year}`, evidence: [] },
    })),
  );
  entries.sort((a, b) => a.at - b.at);
  return { entries, end: () => ({ incidents, day: '20261130', serial: 1 }) };
}

/** A county of three years, followed by search and figures. */
export async function fillYears(database: Database, jurisdiction: string): Promise<void> {
  await ensureJurisdiction(database, jurisdiction, noHash);
  const past = livesOf(jurisdiction);
  const pack = testPack();
  await appendPast(
    database,
    jurisdiction,
    () => past,
    (incident) => columnsOf(pack, incident),
  );
  await database.pool.query(
    `UPDATE incident SET open = false, ended = 'archived', archived_at = 1 WHERE jurisdiction = $1 AND id NOT LIKE '%-0'`,
    [jurisdiction],
  );
  await database.pool.query(`INSERT INTO search_mark SELECT id, 2, seq FROM jurisdiction WHERE id = $1`, [
    jurisdiction,
  ]);
  await database.pool.query(
    `INSERT INTO figure_mark (jurisdiction, form, seq) SELECT id, 1, seq FROM jurisdiction WHERE id = $1`,
    [jurisdiction],
  );
}
