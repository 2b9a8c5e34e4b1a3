import { inRecord } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { AlarmRow, LoadRow } from '#shared/views/sensing.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { HotLane, StandingAlarm } from '../ports.ts';
import type { County } from './county.ts';
import { tableOps } from './difference.ts';

/** So many alarms are on a screen at the most: those that need somebody most. */
const mostAlarms = 200;

/** What stands before the operators, as far as it has sensors of the part, and their load. */
export function standingOps(
  county: County,
  hotLane: HotLane,
  inScope: ReadonlySet<number>,
  view: View,
  now: number,
): Op[] {
  const standing = hotLane.standing?.(county.pack.id, now) ?? { alarms: [], load: [] };
  const rows = new Map<string, AlarmRow>();
  for (const alarm of standing.alarms) {
    if (rows.size === mostAlarms) break;
    const row = rowOf(county, alarm, inScope);
    if (row) rows.set(alarm.id, row);
  }
  const loads = new Map<string, LoadRow>(
    standing.load.map(({ seat, fresh }) => [String(seat), { seat, fresh }]),
  );
  return [...tableOps(view, 'alarm', rows), ...tableOps(view, 'load', loads)];
}

function rowOf(county: County, alarm: StandingAlarm, inScope: ReadonlySet<number>): AlarmRow | null {
  const raised = alarm.raised.filter((ordinal) => inScope.has(ordinal));
  const sensors = alarm.sensors.filter((ordinal) => inScope.has(ordinal));
  const first = raised[0] ?? sensors[0];
  if (first === undefined) return null;
  const { id: sensor, name, system, place } = must(county.pack.pack.sensors[first], 'sensor');
  const { id, kind, cause, rule, item, urgent, priority, raises, since, lastAt, over, seat, incident } =
    alarm;
  return {
    id,
    kind,
    cause,
    sensor,
    name: inRecord(name),
    system,
    rule,
    item,
    urgent,
    priority,
    raises,
    since,
    lastAt,
    over,
    seat,
    incident,
    members: raised.length,
    sensors: sensors.length,
    acknowledged: alarm.acknowledged !== null,
    shelvedUntil: alarm.shelved?.until ?? null,
    ...place,
  };
}
