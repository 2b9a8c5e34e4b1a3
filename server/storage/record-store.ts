import type { PoolClient } from 'pg';
import type { IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import type { Warning } from '#shared/warning/warning.ts';
import type { Database } from './database.ts';
import { isConnectionFault } from './fault.ts';

/**
 * Writing the record lane. Every writer takes the head row of its jurisdiction first and holds it until commit: it is the
 * one lock, so what a transaction reads after it cannot change under it, and entries commit in the order of their `seq`.
 */
export interface Head {
  seq: number;
  hash: string;
  /** Instant of the last entry. */
  at: number;
  /** Local day `yyyyMMdd` of the last incident number, and its serial. */
  day: string;
  serial: number;
}
export interface LedgerRow {
  seq: number;
  at: number;
  subject: string;
  version: number;
  body: string;
  hash: string;
}
export interface KeyRow {
  actor: string;
  key: string;
  answer: unknown;
  at: number;
}
export interface IncidentRecord {
  incident: Incident;
  columns: IncidentColumns;
}
/** All that one transaction adds. */
export interface RecordChange {
  head: Head;
  entries: readonly LedgerRow[];
  keys: readonly KeyRow[];
  incidents: readonly IncidentRecord[];
  warnings: readonly Warning[];
}

export interface RecordTransaction {
  /** Waits for the jurisdiction's lock. */
  lockHead(): Promise<Head>;
  /** Whether an entry with this hash is at `seq`: tells if an earlier, doubtful commit came through. */
  hasEntry(seq: number, hash: string): Promise<boolean>;
  keys(pairs: readonly { actor: string; key: string }[]): Promise<KeyRow[]>;
  incidents(ids: readonly string[]): Promise<Incident[]>;
  /** The open incidents of these origins. */
  incidentsByOrigin(origins: readonly string[]): Promise<Incident[]>;
  warnings(ids: readonly string[]): Promise<Warning[]>;
  entriesAt(places: readonly { subject: string; version: number }[]): Promise<LedgerRow[]>;
  write(change: RecordChange): Promise<void>;
}

/** `doubtful`: the line broke after COMMIT was sent, so nobody here knows whether it happened. */
export type Committed<T> =
  | { outcome: 'committed'; value: T }
  | { outcome: 'rolled-back'; value: T }
  | { outcome: 'doubtful'; value: T; error: Error };

/** Runs `work` in one durable transaction. A throw rolls back; so does an answer that `isKept` does not want kept. */
export async function inRecordTransaction<T>(
  database: Database,
  jurisdiction: string,
  work: (transaction: RecordTransaction) => Promise<T>,
  isKept: (value: T) => boolean,
): Promise<Committed<T>> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const value = await work(makeTransaction(client, jurisdiction));
    if (!isKept(value)) {
      await client.query('ROLLBACK');
      return { outcome: 'rolled-back', value };
    }
    try {
      await client.query('COMMIT');
    } catch (error) {
      if (!isConnectionFault(error)) throw error;
      broken = error as Error;
      return { outcome: 'doubtful', value, error: broken };
    }
    return { outcome: 'committed', value };
  } catch (error) {
    if (isConnectionFault(error)) broken = error as Error;
    else await client.query('ROLLBACK').catch((fault: unknown) => (broken = fault as Error));
    throw error;
  } finally {
    client.release(broken);
  }
}

function makeTransaction(client: PoolClient, jurisdiction: string): RecordTransaction {
  const rows = async <R extends object>(name: string, text: string, values: unknown[]): Promise<R[]> =>
    (await client.query<R>({ name, text, values })).rows;
  const states = async <S>(name: string, text: string, keys: readonly string[]): Promise<S[]> =>
    keys.length === 0
      ? []
      : (await rows<{ state: S }>(name, text, [jurisdiction, keys])).map(({ state }) => state);
  return {
    async lockHead() {
      const [head] = await rows<Head>('record-head', lockHead, [jurisdiction]);
      return must(head, `jurisdiction ${jurisdiction} in the ledger`);
    },
    async hasEntry(seq, hash) {
      const found = await rows('record-has', hasEntry, [jurisdiction, seq, hash]);
      return found.length > 0;
    },
    async keys(pairs) {
      if (pairs.length === 0) return [];
      const actors = pairs.map(({ actor }) => actor);
      const keys = pairs.map(({ key }) => key);
      return rows<KeyRow>('record-keys', findKeys, [jurisdiction, actors, keys]);
    },
    incidents: (ids) => states('record-incidents', findIncidents, ids),
    incidentsByOrigin: (origins) => states('record-origins', findOrigins, origins),
    warnings: (ids) => states('record-warnings', findWarnings, ids),
    async entriesAt(places) {
      if (places.length === 0) return [];
      const subjects = places.map(({ subject }) => subject);
      const versions = places.map(({ version }) => version);
      return rows<LedgerRow>('record-entries', findEntries, [jurisdiction, subjects, versions]);
    },
    async write(change) {
      await rows('record-write', write, writeValues(jurisdiction, change));
    },
  };
}

const lockHead = `SELECT seq, hash, at, day, serial FROM jurisdiction WHERE id = $1 FOR UPDATE`;
const hasEntry = `SELECT 1 FROM ledger WHERE jurisdiction = $1 AND seq = $2 AND hash = $3`;
const findKeys = `SELECT actor, key, answer, at FROM command_key
  WHERE jurisdiction = $1 AND (actor, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))`;
const findIncidents = `SELECT state FROM incident WHERE jurisdiction = $1 AND id = ANY($2::text[])`;
const findOrigins = `SELECT state FROM incident WHERE jurisdiction = $1 AND open AND origin = ANY($2::text[])`;
const findWarnings = `SELECT state FROM warning WHERE jurisdiction = $1 AND id = ANY($2::text[])`;
const findEntries = `SELECT seq, at, subject, version, body, hash FROM ledger
  WHERE jurisdiction = $1 AND (subject, version) IN (SELECT * FROM unnest($2::text[], $3::int[]))`;

/** Columns of `incident` in the order of the table. Rows travel as JSON, matched by name. */
export const incidentColumnNames = [
  ...['jurisdiction', 'id', 'version', 'state', 'procedure', 'node', 'queue', 'item', 'source', 'title'],
  ...['address', 'l1', 'l2', 'l3', 'lead', 'units', 'urgent', 'reported_at', 'accepted_at', 'filed_at'],
  ...['dispatched_at', 'signed_at', 'handled_at', 'checked_at', 'closed_at', 'evaluated_at', 'assessed_at'],
  ...['archived_at', 'due_at', 'handling_due_at', 'on_time', 'handled_on_time', 'reworks', 'returns'],
  ...['extensions', 'supervised', 'rating', 'grass_roots', 'overdue', 'ended', 'open', 'origin', 'rings'],
  ...['lng', 'lat', 'occurrences'],
] as const;

const set = incidentColumnNames.slice(2).map((name) => `${name} = excluded.${name}`);
const write = `
  WITH put_entries AS (
    INSERT INTO ledger (jurisdiction, seq, at, subject, version, body, hash)
    SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[])
  ), put_head AS (
    UPDATE jurisdiction SET seq = $8, hash = $9, at = $10, day = $11, serial = $12 WHERE id = $1
  ), put_keys AS (
    INSERT INTO command_key (jurisdiction, actor, key, answer, at)
    SELECT $1, actor, key, answer, at FROM json_to_recordset($13) AS (actor text, key text, answer jsonb, at bigint)
  ), put_incidents AS (
    INSERT INTO incident (${incidentColumnNames.join(', ')})
    SELECT ${incidentColumnNames.join(', ')} FROM json_populate_recordset(NULL::incident, $14)
    ON CONFLICT (jurisdiction, id) DO UPDATE SET ${set.join(', ')}
  ), put_warnings AS (
    INSERT INTO warning (jurisdiction, id, version, state, released)
    SELECT $1, id, version, state, released
    FROM json_to_recordset($15) AS (id text, version int, state jsonb, released boolean)
    ON CONFLICT (jurisdiction, id) DO UPDATE
    SET version = excluded.version, state = excluded.state, released = excluded.released
  )
  SELECT pg_notify('ledger', $1 || ' ' || $8)`;

function writeValues(jurisdiction: string, change: RecordChange): unknown[] {
  const { head, entries, keys, incidents, warnings } = change;
  const column = <K extends keyof LedgerRow>(name: K): LedgerRow[K][] => entries.map((entry) => entry[name]);
  const released = warnings.map((state) => ({
    id: state.id,
    version: state.version,
    state,
    released: state.releasedAt !== undefined,
  }));
  return [
    jurisdiction,
    ...[column('seq'), column('at'), column('subject'), column('version'), column('body'), column('hash')],
    ...[head.seq, head.hash, head.at, head.day, head.serial],
    JSON.stringify(keys),
    JSON.stringify(incidents.map((record) => incidentRow(jurisdiction, record))),
    JSON.stringify(released),
  ];
}

/** A row of `incident`, keyed by column. */
export function incidentRow(
  jurisdiction: string,
  { incident, columns }: IncidentRecord,
): Record<string, unknown> {
  return { jurisdiction, id: incident.id, version: incident.version, state: incident, ...columns };
}
