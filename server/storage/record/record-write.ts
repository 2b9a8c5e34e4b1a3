import { levelColumns } from '#shared/grid/levels.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { isOver } from '#shared/warning/warning.ts';
import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { IncidentRecord, RecordChange } from './record-store.ts';
import { scoreDayOffsetMs } from './record-tables.ts';

/** Writing all that a transaction of the record lane adds, in one statement. */

/** Columns of `incident` in the order of the table. Rows travel as JSON, matched by name. */
export const incidentColumnNames = [
  ...['jurisdiction', 'id', 'version', 'state', 'procedure', 'node', 'queue', 'item', 'source', 'title'],
  ...['address', ...levelColumns, 'lead', 'units', 'urgent', 'reported_at', 'accepted_at', 'filed_at'],
  ...['dispatched_at', 'signed_at', 'handled_at', 'checked_at', 'closed_at', 'evaluated_at', 'assessed_at'],
  ...['archived_at', 'due_at', 'handling_due_at', 'on_time', 'handled_on_time', 'reworks', 'returns'],
  ...['extensions', 'supervised', 'rating', 'grass_roots', 'overdue', 'ended', 'open', 'origin', 'rings'],
  ...['lng', 'lat', 'occurrences', 'parent', 'counted', 'grade', 'escalation', 'forced', 'onlookers'],
] as const;

/** Whether an entry may book points: looked at in its text, because few do and all would have to be taken apart. */
export const mayBook = (body: string): string => `${body} LIKE '%"points":[{%'`;

/** Adds bookings up by day, what was given and what was taken apart. */
export const sumDays = (bookings: string): string => `
  INSERT INTO score_day (jurisdiction, day, unit, reason, taken, count, points)
  SELECT jurisdiction, (at + ${scoreDayOffsetMs}) / ${dayMs}, unit, reason, points < 0, count(*), sum(points::float8)
  FROM ${bookings} GROUP BY 1, 2, 3, 4, 5`;

const set = incidentColumnNames.slice(2).map((name) => `${name} = excluded.${name}`);
const putIncidents = (rows: string): string => `
    INSERT INTO incident (${incidentColumnNames.join(', ')})
    SELECT ${incidentColumnNames.map((name) => `i.${name}`).join(', ')}
    FROM head, json_populate_recordset(NULL::incident, ${rows}) AS i`;
const write = `
  WITH head AS (
    UPDATE jurisdiction SET seq = $8, hash = $9, at = $10, day = $11, serial = $12
    WHERE id = $1 AND seq = $16 RETURNING seq
  ), put_entries AS (
    INSERT INTO ledger (jurisdiction, seq, at, subject, version, body, hash)
    SELECT $1, e.* FROM head,
      unnest($2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[]) AS e
  ), put_scores AS (
    INSERT INTO score (jurisdiction, at, seq, incident, unit, points, reason)
    SELECT $1, e.at, e.seq, e.subject, b.* FROM head,
      unnest($2::bigint[], $3::bigint[], $4::text[], $6::text[]) AS e (seq, at, subject, body),
      booked_points(e.body) AS b
    WHERE ${mayBook('e.body')}
    RETURNING jurisdiction, at, unit, points, reason
  ), put_score_days AS (
    ${sumDays('put_scores')}
    ON CONFLICT (jurisdiction, day, unit, reason, taken) DO UPDATE
    SET count = score_day.count + excluded.count, points = score_day.points + excluded.points
  ), put_keys AS (
    INSERT INTO command_key (jurisdiction, actor, key, answer, at, digest)
    SELECT $1, k.* FROM head, json_to_recordset($13) AS k (actor text, key text, answer json, at bigint, digest text)
  ), put_new_incidents AS (
    ${putIncidents('$20')}
  ), put_incidents AS (
    ${putIncidents('$14')}
    ON CONFLICT (jurisdiction, id) DO UPDATE SET ${set.join(', ')}
  ), put_warnings AS (
    INSERT INTO warning (jurisdiction, id, version, state, released)
    SELECT $1, w.* FROM head,
      json_to_recordset($15) AS w (id text, version int, state jsonb, released boolean)
    ON CONFLICT (jurisdiction, id) DO UPDATE
    SET version = excluded.version, state = excluded.state, released = excluded.released
  ), put_watch AS (
    INSERT INTO watch (jurisdiction, version, state)
    SELECT $1, w.* FROM head, json_to_recordset($17) AS w (version int, state jsonb)
    ON CONFLICT (jurisdiction) DO UPDATE SET version = excluded.version, state = excluded.state
  ), put_links AS (
    INSERT INTO evidence_link (jurisdiction, ref, incident)
    SELECT $1, l.* FROM head, unnest($18::text[], $19::text[]) AS l
    ON CONFLICT DO NOTHING
  )
  SELECT pg_notify('ledger', $1 || ' ' || seq) FROM head`;

/**
 * Writes all of `change` when the head is still at `expected`; otherwise nothing, and the answer is false. Throws, with nothing
 * written, when an entry has the subject and version of another, or a new incident the number of one that is there.
 */
export async function writeChange(
  { record }: Database,
  jurisdiction: string,
  expected: number,
  change: RecordChange,
): Promise<boolean> {
  const { watch, links } = change;
  const watches = JSON.stringify(watch ? [{ version: watch.version, state: watch }] : []);
  const values = [
    ...[...writeValues(jurisdiction, change), expected, watches],
    ...[links.map(({ ref }) => ref), links.map(({ incident }) => incident)],
    rowsOf(jurisdiction, change.incidents, true),
  ];
  const { rowCount } = await record.query({ name: 'record-write', text: write, values });
  return rowCount === 1;
}

function writeValues(jurisdiction: string, change: RecordChange): unknown[] {
  const { head, entries, keys, incidents, warnings } = change;
  const column = <K extends keyof LedgerRow>(name: K): LedgerRow[K][] => entries.map((entry) => entry[name]);
  const released = warnings.map((state) => ({
    id: state.id,
    version: state.version,
    state,
    released: isOver(state),
  }));
  return [
    jurisdiction,
    ...[column('seq'), column('at'), column('subject'), column('version'), column('body'), column('hash')],
    ...[head.seq, head.hash, head.at, head.day, head.serial],
    JSON.stringify(keys),
    rowsOf(jurisdiction, incidents, false),
    JSON.stringify(released),
  ];
}

function rowsOf(jurisdiction: string, incidents: RecordChange['incidents'], isNew: boolean): string {
  const wanted = incidents.filter((record) => record.isNew === isNew);
  return JSON.stringify(wanted.map((record) => incidentRow(jurisdiction, record)));
}

/** A row of `incident`, keyed by column. */
export function incidentRow(
  jurisdiction: string,
  { incident, columns }: IncidentRecord,
): Record<string, unknown> {
  return { jurisdiction, id: incident.id, version: incident.version, state: incident, ...columns };
}
