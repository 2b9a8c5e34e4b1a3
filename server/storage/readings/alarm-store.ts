import { dayMs } from '#shared/kernel/span.ts';
import type { AlarmKind, AlarmPriority } from '#shared/sensing/alarm.ts';
import type { Database } from '../database.ts';
import { readPerformance, type StoredPerformance } from './alarm-performance.ts';

/** The record of the alarms. It is written in bulk, and every row may be written again as it changes. */
export interface AlarmStore {
  saveRaises(rows: readonly StoredRaiseRow[]): Promise<void>;
  saveAlarms(rows: readonly StoredAlarm[]): Promise<void>;
  /** Alarms that are not closed. */
  open(jurisdiction: string): Promise<StoredAlarm[]>;
  find(jurisdiction: string, id: string): Promise<StoredAlarm | null>;
  /** The newest raises of an alarm, or of one sensor. */
  raises(
    jurisdiction: string,
    of: { alarm: string } | { sensor: string },
    limit: number,
  ): Promise<StoredRaiseRow[]>;
  note(act: StoredAct): Promise<void>;
  acts(jurisdiction: string, alarm: string): Promise<StoredAct[]>;
  saveSuppression(row: StoredSuppression): Promise<void>;
  /** Those that may still keep something silent, and those that ended since. */
  suppressions(jurisdiction: string, since: number): Promise<StoredSuppression[]>;
  /** Raises of these sensors, and matters of the item, by days since `from`. */
  happened(
    jurisdiction: string,
    asked: { sensors: readonly string[]; item: string; from: number; to: number; days: number },
  ): Promise<{ raises: number[]; matters: number[] }>;
  performance(jurisdiction: string, from: number, to: number): Promise<StoredPerformance>;
  /** Raises since an instant that are over and of which everything was told: held back, no matter for a report, or reported. */
  over(
    jurisdiction: string,
    since: number,
  ): Promise<Pick<StoredRaiseRow, 'sensor' | 'rule' | 'since' | 'endedAt'>[]>;
  /** Forgets what is older. */
  prune(before: number): Promise<void>;
}

/** A raise. `held`: why no operator was troubled by it; null: it was told. */
export interface StoredRaiseRow {
  jurisdiction: string;
  sensor: string;
  rule: string;
  since: number;
  at: number;
  raisedAt: number;
  endedAt: number | null;
  alarm: string | null;
  held: string | null;
}
export interface StoredMark {
  id: string;
  by: string;
  at: number;
}
export interface StoredAlarm {
  jurisdiction: string;
  id: string;
  kind: AlarmKind;
  /** Of a group; empty: it is about one sensor. */
  cause: string;
  /** What it began with. */
  sensor: string;
  rule: string;
  urgent: boolean;
  priority: AlarmPriority;
  openedAt: number;
  lastAt: number;
  raises: number;
  sensors: number;
  overAt: number | null;
  closedAt: number | null;
  operator: string | null;
  acknowledged: StoredMark | null;
  shelved: (StoredMark & { until: number; reason: string }) | null;
  incident: string | null;
}
export interface StoredAct {
  jurisdiction: string;
  alarm: string;
  at: number;
  act: string;
  byId: string;
  byName: string;
  words: string;
}
export interface StoredSuppression {
  jurisdiction: string;
  id: string;
  grids: string[];
  systems: string[];
  urgent: boolean;
  from: number;
  until: number;
  reason: string;
  asked: StoredMark;
  approved: StoredMark | null;
  ended: StoredMark | null;
}

const raiseColumns = `jurisdiction, sensor, rule, since, at, raised_at as "raisedAt", ended_at as "endedAt", alarm, held`;
const alarmColumns = `jurisdiction, id, kind, cause, sensor, rule, urgent, priority, opened_at as "openedAt",
  last_at as "lastAt", raises, sensors, over_at as "overAt", closed_at as "closedAt", operator, acknowledged, shelved, incident`;
const suppressionColumns = `jurisdiction, id, grids, systems, urgent, from_at as "from", until_at as "until", reason, asked,
  approved, ended`;

function raiseWrites({ pool }: Pick<Database, 'pool'>): Pick<AlarmStore, 'saveRaises' | 'saveAlarms'> {
  return {
    async saveRaises(rows) {
      await pool.query(
        `insert into rule_raise (jurisdiction, sensor, rule, since, at, raised_at, ended_at, alarm, held)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::text[], $9::text[])
         on conflict (jurisdiction, sensor, rule, since) do update set
           ended_at = excluded.ended_at, alarm = excluded.alarm, held = excluded.held`,
        columns(
          rows,
          'jurisdiction',
          'sensor',
          'rule',
          'since',
          'at',
          'raisedAt',
          'endedAt',
          'alarm',
          'held',
        ),
      );
    },
    async saveAlarms(rows) {
      await pool.query(
        `insert into alarm (jurisdiction, id, kind, cause, sensor, rule, urgent, priority, opened_at, last_at, raises, sensors,
           over_at, closed_at, operator, acknowledged, shelved, incident)
         select "jurisdiction", "id", "kind", "cause", "sensor", "rule", "urgent", "priority", "openedAt", "lastAt", "raises",
           "sensors", "overAt", "closedAt", "operator", "acknowledged", "shelved", "incident"
         from json_to_recordset($1::json) as k ("jurisdiction" text, "id" text, "kind" text, "cause" text, "sensor" text,
           "rule" text, "urgent" boolean, "priority" int, "openedAt" int8, "lastAt" int8, "raises" int, "sensors" int,
           "overAt" int8, "closedAt" int8, "operator" text, "acknowledged" jsonb, "shelved" jsonb, "incident" text)
         on conflict (jurisdiction, id) do update set last_at = excluded.last_at, raises = excluded.raises,
           sensors = excluded.sensors, over_at = excluded.over_at, closed_at = excluded.closed_at,
           acknowledged = excluded.acknowledged, shelved = excluded.shelved, incident = excluded.incident`,
        [JSON.stringify(rows)],
      );
    },
  };
}

function alarmReads({
  pool,
}: Pick<Database, 'pool'>): Pick<AlarmStore, 'open' | 'find' | 'raises' | 'note' | 'acts'> {
  return {
    async open(jurisdiction) {
      const found = await pool.query<StoredAlarm>(
        `select ${alarmColumns} from alarm where jurisdiction = $1 and closed_at is null order by opened_at`,
        [jurisdiction],
      );
      return found.rows;
    },
    async find(jurisdiction, id) {
      const found = await pool.query<StoredAlarm>(
        `select ${alarmColumns} from alarm where jurisdiction = $1 and id = $2`,
        [jurisdiction, id],
      );
      return found.rows[0] ?? null;
    },
    async raises(jurisdiction, of, limit) {
      const [column, value] = 'alarm' in of ? ['alarm', of.alarm] : ['sensor', of.sensor];
      const found = await pool.query<StoredRaiseRow>(
        `select ${raiseColumns} from rule_raise where jurisdiction = $1 and ${column} = $2 order by raised_at desc limit $3`,
        [jurisdiction, value, limit],
      );
      return found.rows;
    },
    async note({ jurisdiction, alarm, at, act, byId, byName, words }) {
      await pool.query(
        'insert into alarm_act (jurisdiction, alarm, at, act, by_id, by_name, words) values ($1, $2, $3, $4, $5, $6, $7)',
        [jurisdiction, alarm, at, act, byId, byName, words],
      );
    },
    async acts(jurisdiction, alarm) {
      const found = await pool.query<StoredAct>(
        `select jurisdiction, alarm, at, act, by_id as "byId", by_name as "byName", words from alarm_act
         where jurisdiction = $1 and alarm = $2 order by at`,
        [jurisdiction, alarm],
      );
      return found.rows;
    },
  };
}

function suppressionRows({
  pool,
}: Pick<Database, 'pool'>): Pick<
  AlarmStore,
  'saveSuppression' | 'suppressions' | 'happened' | 'over' | 'performance' | 'prune'
> {
  return {
    async saveSuppression(row) {
      await pool.query(
        `insert into alarm_suppression (jurisdiction, id, grids, systems, urgent, from_at, until_at, reason, asked, approved, ended)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (jurisdiction, id) do update set approved = excluded.approved, ended = excluded.ended`,
        [
          ...[row.jurisdiction, row.id, row.grids, row.systems, row.urgent, row.from, row.until, row.reason],
          ...[JSON.stringify(row.asked), jsonOf(row.approved), jsonOf(row.ended)],
        ],
      );
    },
    async suppressions(jurisdiction, since) {
      const found = await pool.query<StoredSuppression>(
        `select ${suppressionColumns} from alarm_suppression where jurisdiction = $1 and until_at >= $2 order by from_at`,
        [jurisdiction, since],
      );
      return found.rows;
    },
    async over(jurisdiction, since) {
      const answer = await pool.query<Pick<StoredRaiseRow, 'sensor' | 'rule' | 'since' | 'endedAt'>>(
        `select r.sensor, r.rule, r.since, r.ended_at as "endedAt" from rule_raise r
         left join alarm a on a.jurisdiction = r.jurisdiction and a.id = r.alarm
         where r.jurisdiction = $1 and r.raised_at >= $2 and r.ended_at is not null
           and (r.held is not null or not a.urgent or a.incident is not null)`,
        [jurisdiction, since],
      );
      return answer.rows;
    },
    async happened(jurisdiction, { sensors, item, from, to, days }) {
      const within = [jurisdiction, from, to];
      const raises = await pool.query<Day>(
        `select ((raised_at - $2) / ${dayMs})::int as day, count(*)::int as n from rule_raise
         where jurisdiction = $1 and raised_at >= $2 and raised_at < $3 and sensor = any($4) group by 1`,
        [...within, sensors],
      );
      const matters = await pool.query<Day>(
        `select ((reported_at - $2) / ${dayMs})::int as day, count(*)::int as n from incident
         where jurisdiction = $1 and reported_at >= $2 and reported_at < $3 and item = $4 group by 1`,
        [...within, item],
      );
      return { raises: daysOf(raises.rows, days), matters: daysOf(matters.rows, days) };
    },
    performance: (...asked) => readPerformance(pool, ...asked),
    async prune(before) {
      await pool.query('delete from rule_raise where raised_at < $1', [before]);
      await pool.query('delete from alarm where opened_at < $1 and closed_at is not null', [before]);
      await pool.query('delete from alarm_act where at < $1', [before]);
    },
  };
}

/** Opens the store; the tables come from migration 030. */
export function openAlarmStore(database: Pick<Database, 'pool'>): AlarmStore {
  return { ...raiseWrites(database), ...alarmReads(database), ...suppressionRows(database) };
}

interface Day {
  day: number;
  n: number;
}
function daysOf(rows: readonly Day[], days: number): number[] {
  const list = Array.from({ length: days }, () => 0);
  for (const { day, n } of rows) if (day >= 0 && day < days) list[day] = n;
  return list;
}

function columns<T>(rows: readonly T[], ...keys: (keyof T)[]): unknown[][] {
  return keys.map((key) => rows.map((row) => row[key]));
}
const jsonOf = (mark: StoredMark | null): string | null => (mark === null ? null : JSON.stringify(mark));
