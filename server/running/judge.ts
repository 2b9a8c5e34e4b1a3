import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import { isSilent } from '#shared/record/silence.ts';
import type { Finding } from '#shared/wire/doctor.ts';

/** What is known of a running installation. Instants are epoch ms; null: cannot be told here. */
export interface Symptoms {
  now: number;
  /** Version of PostgreSQL, the size of the database in bytes, connections in use and at most; null: it does not answer. */
  database: { version: string; bytes: number; connections: number; mostConnections: number } | null;
  /** How far the clock of the database is ahead of this machine's. */
  clockAheadMs: number | null;
  clockDoubted: boolean;
  /** Of the file system that holds the data folder, in bytes. */
  disk: { free: number; total: number } | null;
  /** Until when the certificate is good; `proxy`: somebody else shows it; `none`: the pages go out in the open. */
  certificate: { until: number } | 'proxy' | 'none';
  /** The last whole backup; null: none was ever taken. */
  backup: { at: number; bytes: number } | null;
  /** Entries of the ledger that are not yet in the totals, in the index, with other systems. */
  behind: { figures: number; search: number; outgoing: number } | null;
  /** The last anchor, and whether there is anything to anchor. */
  anchor: { at: number | null; entries: number } | null;
  /** Until when readings have a place to be written into. */
  roomUntil: number | null;
  /** Alarms that nobody has seen for half an hour: urgent ones, others. */
  unseen: { urgent: number; others: number } | null;
  /** Administrators who sign in without a second factor, of how many. */
  admins: { without: number; total: number } | null;
  /** Other systems that have come in at all, and when last. */
  systems: { name: string; usedAt: number }[] | null;
  /** Other servers of the house, and the line that they lack; null: asked from outside. */
  nodes: { others: number; lacks: string | null } | null;
  /** The year whose holidays are missing. */
  calendar: { id: string; year: number }[] | null;
}

const gigabyte = 1_000_000_000;
/** A backup a night, and an hour for it to take. */
const backupMs = dayMs + 2 * hourMs;

/** What the symptoms mean. Sentences are worded by `id` and `reason`. */
export function judge(seen: Symptoms): Finding[] {
  return [
    ofDatabase(seen),
    ofClock(seen),
    ofDisk(seen),
    ofCertificate(seen),
    ofBackup(seen),
    ...ofFollowers(seen),
    ofAnchor(seen),
    ofPartitions(seen),
    ofAlarms(seen),
    ofFactors(seen),
    ofNodes(seen),
    ofCalendar(seen),
    ofSystems(seen),
  ];
}

type Judged = Omit<Finding, 'id'>;
const say = (
  id: Finding['id'],
  state: Finding['state'],
  reason: string,
  values: Finding['values'] = {},
): Finding => ({
  id,
  ...({ state, reason, values } satisfies Judged),
});
const untold = (id: Finding['id']): Finding => say(id, 'unknown', 'untold');
const days = (ms: number): number => Math.floor(ms / dayMs);
const hours = (ms: number): number => Math.floor(ms / hourMs);

function ofDatabase({ database }: Symptoms): Finding {
  if (!database) return say('database', 'bad', 'away');
  const { version, bytes, connections, mostConnections } = database;
  const values = { version, bytes, connections, mostConnections };
  return connections > 0.85 * mostConnections
    ? say('database', 'warning', 'crowded', values)
    : say('database', 'good', 'well', values);
}

function ofClock({ clockAheadMs, clockDoubted }: Symptoms): Finding {
  if (clockDoubted) return say('clock', 'bad', 'doubted');
  if (clockAheadMs === null) return untold('clock');
  const values = { ms: Math.round(Math.abs(clockAheadMs)) };
  if (values.ms > minuteMs) return say('clock', 'bad', 'apart', values);
  return values.ms > 2 * secondMs
    ? say('clock', 'warning', 'apart', values)
    : say('clock', 'good', 'together', values);
}

function ofDisk({ disk }: Symptoms): Finding {
  if (!disk) return untold('disk');
  const share = disk.free / disk.total;
  const values = { free: disk.free, total: disk.total, percent: Math.floor(share * 100) };
  if (disk.free < 2 * gigabyte || share < 0.03) return say('disk', 'bad', 'full', values);
  return disk.free < 10 * gigabyte || share < 0.1
    ? say('disk', 'warning', 'filling', values)
    : say('disk', 'good', 'room', values);
}

function ofCertificate({ certificate, now }: Symptoms): Finding {
  if (certificate === 'none') return say('certificate', 'warning', 'none');
  if (certificate === 'proxy') return say('certificate', 'good', 'proxy');
  const left = days(certificate.until - now);
  if (certificate.until <= now) return say('certificate', 'bad', 'over', { days: -left });
  const state = left < 7 ? 'bad' : left < 30 ? 'warning' : 'good';
  return say('certificate', state, 'until', { days: left });
}

function ofBackup({ backup, now }: Symptoms): Finding {
  if (!backup) return say('backup', 'bad', 'never');
  const ago = Math.max(0, now - backup.at);
  const values = { hours: hours(ago), bytes: backup.bytes };
  return say('backup', ago <= backupMs ? 'good' : ago <= 7 * dayMs ? 'warning' : 'bad', 'last', values);
}

function ofFollowers({ behind }: Symptoms): Finding[] {
  return (['figures', 'search', 'outgoing'] as const).map((id) => {
    if (!behind) return untold(id);
    const entries = behind[id];
    return say(id, entries < 1_000 ? 'good' : entries < 100_000 ? 'warning' : 'bad', 'behind', { entries });
  });
}

function ofAnchor({ anchor, now }: Symptoms): Finding {
  if (!anchor) return untold('anchor');
  if (anchor.at === null)
    return anchor.entries === 0
      ? say('anchor', 'good', 'nothing')
      : say('anchor', 'warning', 'never', { entries: anchor.entries });
  const ago = Math.max(0, now - anchor.at);
  return say('anchor', ago <= 2 * dayMs || anchor.entries === 0 ? 'good' : 'warning', 'last', {
    hours: hours(ago),
    entries: anchor.entries,
  });
}

function ofPartitions({ roomUntil, now }: Symptoms): Finding {
  if (roomUntil === null) return untold('partitions');
  const left = hours(roomUntil - now);
  return say('partitions', left < 1 ? 'bad' : left < 12 ? 'warning' : 'good', 'until', { hours: left });
}

function ofAlarms({ unseen }: Symptoms): Finding {
  if (!unseen) return untold('alarms');
  if (unseen.urgent > 0) return say('alarms', 'bad', 'unseen', unseen);
  return unseen.others > 0 ? say('alarms', 'warning', 'unseen', unseen) : say('alarms', 'good', 'seen');
}

function ofFactors({ admins }: Symptoms): Finding {
  if (!admins) return untold('factors');
  return admins.without > 0
    ? say('factors', 'warning', 'without', admins)
    : say('factors', 'good', 'all', admins);
}

function ofNodes({ nodes }: Symptoms): Finding {
  if (!nodes) return untold('nodes');
  if (nodes.lacks !== null)
    return say('nodes', 'warning', 'lacks', { line: nodes.lacks, others: nodes.others });
  return say('nodes', 'good', nodes.others > 0 ? 'several' : 'alone', { others: nodes.others });
}

function ofCalendar({ calendar }: Symptoms): Finding {
  if (!calendar) return untold('calendar');
  const [first] = calendar;
  if (!first) return say('calendar', 'good', 'whole');
  return say('calendar', 'warning', 'gap', { county: first.id, year: String(first.year) });
}

/** So many are named; the register of systems has all. */
const mostNamed = 3;
function ofSystems({ systems, now }: Symptoms): Finding {
  if (!systems) return untold('systems');
  const silent = systems.filter(({ usedAt }) => isSilent(usedAt, now));
  if (silent.length === 0) return say('systems', 'good', 'heard', { count: systems.length });
  const names = silent.slice(0, mostNamed).map(({ name }) => name);
  const longest = hours(now - Math.min(...silent.map(({ usedAt }) => usedAt)));
  return say('systems', 'warning', 'silent', {
    count: silent.length,
    names: names.join(', '),
    hours: longest,
  });
}
