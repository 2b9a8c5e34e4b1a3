import { calendarGap } from '#shared/clock/calendar-gap.ts';
import type { Check } from '../http/operator-routes.ts';
import { twinOf } from '../ledger/verify.ts';
import type { Log } from '../log.ts';
import { describeFaults } from '../packs/fault.ts';
import type { ClosedPack } from '../packs/load.ts';
import type { Packs } from '../packs/port.ts';
import type { DoubtOf } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { findTwins } from '../storage/record/ledger-twins.ts';
import type { Works } from '../works.ts';
import { probeRecordLane } from '../storage/record/record-probe.ts';

/** What the checks of `/healthz` look at. */
export interface HealthParts {
  database: Database;
  packs: { readonly ids: readonly string[] };
  doubt: DoubtOf;
  isStoring(): boolean;
  readings: { isStoring(): boolean };
  upkeep: { isWell(): boolean };
  /** Null until the door is open. */
  mqtt(): { isUp(): boolean } | null;
}

/** The parts of a house by name; a throw is a fault. Asked by anybody as often as they like: what costs is looked at once in a while. */
export function healthChecks(parts: HealthParts): Record<string, Check> {
  const { database, packs, doubt } = parts;
  const probe = nowAndThen(() => probeRecordLane(database));
  return {
    database: async () => void (await database.pool.query('select 1')),
    clock: () => must(!packs.ids.some((id) => doubt(id)), 'the clock is in doubt'),
    commands: async () => {
      must(parts.isStoring(), 'the last transaction failed');
      await probe();
    },
    readings: () => must(parts.readings.isStoring(), 'the last transaction failed'),
    upkeep: () => must(parts.upkeep.isWell(), 'the upkeep of readings failed'),
    mqtt: () => must(parts.mqtt()?.isUp() ?? false, 'the MQTT door is closed, or the broker is away'),
  };
}

/** What works still and will not for ever. */
export function healthWarnings(
  packs: Pick<Packs, 'all'>,
  node: { lacks(): string | null },
  works: Pick<Works, 'failing'>,
  clock: () => number,
): readonly string[] {
  const lacks = node.lacks();
  const lines = lacks === null ? [] : [`${lacks} is away: servers tell each other by the database`];
  for (const { work, jurisdiction, since } of works.failing())
    lines.push(
      `${work} fails since ${new Date(since).toISOString()}${jurisdiction ? ` in ${jurisdiction}` : ''}`,
    );
  const gaps = packs.all().flatMap(({ id, pack }) => {
    const gap = calendarGap(pack.calendar, clock());
    return gap
      ? [`${id}: the calendar has no ${gap.lacks} of ${gap.year}: deadlines will count them wrong`]
      : [];
  });
  return [...lines, ...gaps];
}

function must(isWell: boolean, why: string): void {
  if (!isWell) throw new Error(why);
}

const probeEveryMs = 2_000;

/** The same answer for all who ask within a short while. */
function nowAndThen(look: () => Promise<void>): () => Promise<void> {
  let askedAt = -Infinity;
  let answer = Promise.resolve();
  return () => {
    if (performance.now() - askedAt > probeEveryMs) {
      askedAt = performance.now();
      answer = look();
      answer.catch(() => undefined);
    }
    return answer;
  };
}

/** A bad pack closes its own jurisdiction alone; each of its faults is a line. */
export function tellClosed(closed: readonly ClosedPack[], log: Log): void {
  for (const { id, faults } of closed)
    log.error({ jurisdiction: id }, `the pack of ${id} is kept closed\n${describeFaults(faults)}`);
}

/** A number that was given twice is told at every start: what both matters did is in the ledger, the row of the first is not. */
export async function tellTwins(
  parts: Pick<HealthParts, 'database' | 'packs'> & { log: Log },
): Promise<void> {
  const { database, packs, log } = parts;
  for (const [jurisdiction, twins] of await findTwins(database, packs.ids))
    for (const one of twins)
      log.error({ jurisdiction, seq: one.seq }, `the ledger holds ${twinOf(one)}; see docs/operate.md`);
}
