import { bindTo } from '#shared/kernel/bind.ts';
import type { Alarm } from './alarm.ts';
import type { AlarmParts } from './parts.ts';
import { admit, place } from './place.ts';

/** How long the record of alarms is kept. */
export const keepMs = 400 * 24 * 3_600_000;
const pruneMs = 3_600_000;

/** What comes to pass by time alone. */
export interface Rounds {
  /** Takes up what was held long enough, and what the rate or a failure left behind. */
  look(): void;
  /** Closes, takes back and places anew what is due for it. */
  tidy(): void;
  stop(): void;
}

/** Looks every second. */
export function openRounds(parts: AlarmParts): Rounds {
  const pruned = { at: parts.options.clock() };
  const rounds = bindTo({ ...parts, pruned }, { look, tidy });
  const timer = setInterval(rounds.look, 1_000);
  return { ...rounds, stop: () => clearInterval(timer) };
}

type RoundParts = AlarmParts & { pruned: { at: number } };

function look(parts: RoundParts): void {
  const { options, outages, governor, record, errands } = parts;
  const now = options.clock();
  const { single, joined, untold } = outages.due(now, (outage) => governor.placeOutage(outage, now) !== null);
  for (const raise of single) place(parts, raise);
  for (const [outage, raise] of joined) {
    record.placed(raise.sentry, governor.joined(outage, raise, now), null);
    if (outage.incident !== null) errands.enrol(outage, raise);
  }
  for (const group of untold) errands.queue.put({ kind: 'group', group });
  tidy(parts);
  if (errands.queue.size > 0) errands.wake();
}

function tidy(parts: RoundParts): void {
  const { options, governor, record } = parts;
  const now = options.clock();
  const { back, closed } = governor.tidy(now);
  for (const alarm of closed) record.keep(alarm, now);
  for (const alarm of back) comeBack(parts, alarm);
  unsilence(parts, now);
  for (const id of options.lane.sensors.lanes.keys())
    for (let raise = governor.turn(id, now); raise; raise = governor.turn(id, now)) place(parts, raise, true);
  prune(parts, now);
}

/** What was kept from the operators and is so no more finds its place. */
function unsilence(parts: RoundParts, now: number): void {
  for (const raise of parts.silent.values())
    if (!parts.suppressions.holds(raise.sentry, now)) {
      parts.silent.delete(raise.sentry.index);
      admit(parts, raise);
    }
}

/** What was put aside is before the operators again; what was raised meanwhile and is raised still is told. */
function comeBack({ record, errands }: Pick<RoundParts, 'record' | 'errands'>, alarm: Alarm): void {
  record.keep(alarm);
  for (const raise of alarm.members.values())
    if (raise.shown.incident === null && raise.sentry.rule.opens !== 'alarm' && alarm.kind !== 'chatter')
      errands.queue.put(alarm.group ? { kind: 'group', group: alarm.group } : { kind: 'raise', raise });
  errands.wake();
}

function prune(
  { options, suppressions, pruned }: Pick<RoundParts, 'options' | 'suppressions' | 'pruned'>,
  now: number,
): void {
  if (now - pruned.at < pruneMs && now >= pruned.at) return;
  pruned.at = now;
  suppressions.tidy(now - keepMs);
  void options.works.round('deleting old alarms', () => options.store.prune(now - keepMs));
}
