import { isOpen, type IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Watch } from '#shared/watch/watch.ts';
import type { Database } from '../database.ts';
import { readUploads, type Upload } from '../evidence/evidence-store.ts';
import type { LedgerRow } from './ledger-row.ts';
import { readOpenMatters, type OpenMatters } from './watch-store.ts';

/**
 * What a writer of the record lane reads; `record-write.ts` writes. A writer reads the head of its jurisdiction and then all it needs, decides, and writes on the
 * condition that the head is still the same: one statement, atomic and durable by itself. When somebody else was faster
 * nothing is written, and the writer reads again. So what it decided upon never changes under it, entries commit in the order
 * of their `seq`, and no lock outlives a statement.
 */
export interface Head {
  seq: number;
  hash: string;
  /** Instant of the last entry. */
  at: number;
  /** Local day `yyyyMMdd` of the last incident number, and its serial. Not the latest day when the clock was set back. */
  day: string;
  serial: number;
}
export interface KeyRow {
  actor: string;
  key: string;
  answer: unknown;
  at: number;
  /** SHA-256 of the command; null: not kept. */
  digest: string | null;
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
  /** A new one never takes the place of one that is there. */
  incidents: readonly (IncidentRecord & { isNew: boolean })[];
  warnings: readonly WarningState[];
  /** Null when it stays as it is. */
  watch: Watch | null;
  /** Files that incidents name from now on. */
  links: readonly { ref: string; incident: string }[];
}

/** What a writer wants to see. */
export interface Names {
  incidents: readonly string[];
  /** Their open incidents; those of the incidents above come as well. */
  origins: readonly string[];
  warnings: readonly string[];
  /** Proposals and warnings in effect of these causes come as well. */
  causes: readonly string[];
  keys: readonly { actor: string; key: string }[];
  /** Files of evidence: who brought them is wanted. */
  refs: readonly string[];
  /** Is all that is open wanted? */
  matters: boolean;
  /** Subjects with the version somebody saw: when it was acted on since, the act is wanted. */
  seen: readonly { subject: string; version: number }[];
  /** Was an entry with this hash written at `seq`? */
  doubt: { seq: number; hash: string } | null;
}
export interface Sight {
  head: Head;
  incidents: Incident[];
  warnings: WarningState[];
  /** Null while nothing was said of it. */
  watch: Watch | null;
  matters: OpenMatters | null;
  keys: KeyRow[];
  uploads: Upload[];
  /** The last acts on the subjects of `seen`. */
  acts: Pick<LedgerRow, 'subject' | 'version' | 'body' | 'at'>[];
  cameThrough: boolean;
}

/**
 * Reads the head first and then what is named. What changes in between moves the head as well, and then nothing decided upon
 * this sight can be written: so the parts need no common snapshot.
 */
export async function readSight(database: Database, jurisdiction: string, names: Names): Promise<Sight> {
  const rows: Rows = async (query, ...values) =>
    (await database.record.query({ ...query, values: [jurisdiction, ...values] })).rows;
  const { keys, warnings, doubt } = names;
  const [actors, words] = [keys.map(({ actor }) => actor), keys.map(({ key }) => key)];
  const [first] = await rows<Head & { named: Incident[] | null; keys: KeyRow[] | null; watch: Watch | null }>(
    headQuery,
    ...[names.incidents, actors, words],
  );
  const { named, keys: known, watch, ...head } = must(first, `jurisdiction ${jurisdiction} in the ledger`);
  const incidents = [
    ...(named ?? []),
    ...(await readRivals(rows, named ?? [], names.origins)),
    ...(await readParents(rows, named ?? [])),
  ];
  const sight: Sight = {
    head,
    incidents,
    warnings: [],
    watch,
    matters: null,
    keys: known ?? [],
    uploads: [],
    acts: [],
    cameThrough: false,
  };
  if (names.refs.length > 0) sight.uploads = await readUploads(database, jurisdiction, names.refs);
  if (warnings.length > 0) {
    const found = await rows<{ state: WarningState }>(statesOf('warning'), warnings);
    sight.warnings = found.map(({ state }) => state);
  }
  if (names.causes.length > 0) {
    const found = await rows<{ state: WarningState }>(causeQuery, [...names.causes]);
    sight.warnings = [...sight.warnings, ...found.map(({ state }) => state)];
  }
  if (names.matters) sight.matters = await readOpenMatters(database, jurisdiction);
  const acted = actedSince(names.seen, sight);
  if (acted.length > 0) {
    const [subjects, versions] = [acted.map(({ subject }) => subject), acted.map(({ version }) => version)];
    sight.acts = await rows<LedgerRow>(actQuery, subjects, versions);
  }
  if (doubt) sight.cameThrough = (await rows(doubtQuery, doubt.seq, doubt.hash)).length > 0;
  return sight;
}

/** The highest serial among the incident numbers that begin with `prefix`, code and day; 0 when there is none. */
export async function readLastSerial(
  { record }: Database,
  jurisdiction: string,
  prefix: string,
): Promise<number> {
  const { rows } = await record.query<{ serial: number }>({
    ...serialQuery,
    values: [jurisdiction, prefix, `${prefix}:`],
  });
  return must(rows[0], 'a serial').serial;
}

type Rows = <R extends object>(query: ReturnType<typeof named>, ...values: unknown[]) => Promise<R[]>;

/** Open incidents of the origins, and those that share theirs with one that is closed and might come back. */
async function readRivals(
  rows: Rows,
  named: readonly Incident[],
  origins: readonly string[],
): Promise<Incident[]> {
  const closed = named.filter((incident) => !isOpen(incident)).map(({ origin }) => origin);
  const wanted = new Set([...origins, ...closed].filter((origin) => origin !== undefined));
  for (const incident of named) if (incident.origin && isOpen(incident)) wanted.delete(incident.origin);
  if (wanted.size === 0) return [];
  const found = await rows<{ state: Incident }>(originQuery, [...wanted]);
  return found.map(({ state }) => state);
}

/** The matters that opened those named: they hear what becomes of them in the same transaction. */
async function readParents(rows: Rows, named: readonly Incident[]): Promise<Incident[]> {
  const known = new Set(named.map(({ id }) => id));
  const wanted = new Set(named.flatMap(({ parent }) => parent?.incident ?? []));
  const missing = [...wanted].filter((id) => !known.has(id));
  if (missing.length === 0) return [];
  return (await rows<{ state: Incident }>(statesOf('incident'), missing)).map(({ state }) => state);
}

function actedSince(seen: Names['seen'], sight: Sight): { subject: string; version: number }[] {
  const acted = new Map<string, number>();
  for (const { id, actedVersion } of sight.incidents) acted.set(id, actedVersion);
  for (const one of sight.warnings)
    acted.set(one.id, ('actedVersion' in one && one.actedVersion) || one.version);
  if (sight.watch) acted.set(sight.watch.id, sight.watch.actedVersion);
  const stale = seen.filter(({ subject, version }) => (acted.get(subject) ?? 0) > version);
  return [...new Set(stale.map(({ subject }) => subject))].map((subject) => ({
    subject,
    version: must(acted.get(subject), subject),
  }));
}

// Each is prepared once a line. Where several rows are wanted, each is looked up by itself: one plan for one and for a hundred.
const named = (name: string, text: string) => ({ name: `record-${name}`, text });
const causeQuery = named(
  'cause',
  `SELECT state FROM warning WHERE jurisdiction = $1 AND NOT released AND state ->> 'cause' = ANY($2::text[])`,
);
const headQuery = named(
  'head',
  `SELECT seq, hash, at, day, serial,
    (SELECT json_agg(i.state) FROM unnest($2::text[]) AS w (id) CROSS JOIN LATERAL (
      SELECT state FROM incident WHERE jurisdiction = $1 AND id = w.id LIMIT 1
    ) i) AS named,
    (SELECT json_agg(k) FROM unnest($3::text[], $4::text[]) AS w (actor, key) CROSS JOIN LATERAL (
      SELECT actor, key, answer, at, digest FROM command_key
      WHERE jurisdiction = $1 AND actor = w.actor AND key = w.key LIMIT 1
    ) k) AS keys,
    (SELECT state FROM watch WHERE jurisdiction = $1) AS watch
  FROM jurisdiction WHERE id = $1`,
);
const originQuery = named(
  'origins',
  `SELECT i.state FROM unnest($2::text[]) AS w (origin) CROSS JOIN LATERAL (
    SELECT state FROM incident WHERE jurisdiction = $1 AND open AND origin = w.origin LIMIT 1
  ) i`,
);
const statesOf = (table: string) =>
  named(`${table}s`, `SELECT state FROM ${table} WHERE jurisdiction = $1 AND id = ANY($2::text[])`);
const actQuery = named(
  'acts',
  `SELECT w.subject, w.version, l.body, l.at
    FROM unnest($2::text[], $3::int[]) AS w (subject, version)
    CROSS JOIN LATERAL (
      SELECT body, at FROM ledger
      WHERE jurisdiction = $1 AND subject = w.subject AND version = w.version LIMIT 1
    ) l`,
);
// The colon comes behind the digits.
const serialQuery = named(
  'serial',
  `SELECT coalesce(max(substr(subject, length($2::text) + 1)::int), 0) AS serial FROM ledger
    WHERE jurisdiction = $1 AND subject > $2::text AND subject < $3::text`,
);
const doubtQuery = named('doubt', 'SELECT 1 FROM ledger WHERE jurisdiction = $1 AND seq = $2 AND hash = $3');
