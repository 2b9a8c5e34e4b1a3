import type { Alarm } from './alarm.ts';
import type { AlarmParts } from './parts.ts';
import { tellGroup, tellRaise } from './tell.ts';

type Promoting = Pick<AlarmParts, 'options' | 'board' | 'record' | 'errands'>;

/** Makes a matter of an alarm, or of one raise in it; answers its number, or null when the ledger refused it. */
export async function promote(parts: Promoting, alarm: Alarm, index: number | null): Promise<string | null> {
  const { options, board, record, errands } = parts;
  const raise = index === null ? null : (alarm.members.get(index) ?? null);
  const single = raise ?? (alarm.group ? null : ([...alarm.members.values()][0] ?? null));
  if (single) {
    const incident = await tellRaise(options, single);
    single.shown.incident = incident;
    if (!alarm.group) alarm.incident = incident;
    board.keep(single, incident ?? '', alarm.group?.cause ?? null, alarm.id);
    record.keep(alarm);
    return incident;
  }
  if (!alarm.group || alarm.members.size === 0) return null;
  alarm.group.incident = await tellGroup(options, alarm.group, options.clock());
  alarm.group.told = alarm.members.size;
  for (const one of alarm.members.values()) errands.enrol(alarm.group, one);
  record.keep(alarm);
  return alarm.group.incident;
}
