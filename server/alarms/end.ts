import {
  isOfSilence,
  jurisdictionOf,
  nameOf,
  type Alarm,
  type Group,
  type Raise,
  type RaisedBy,
} from './alarm.ts';
import type { AlarmParts } from './parts.ts';

type Ending = Pick<
  AlarmParts,
  'options' | 'outages' | 'board' | 'record' | 'governor' | 'errands' | 'silent'
>;

/** What is to be done when a rule is no longer raised. */
export function end(parts: Ending, sentry: RaisedBy, reason: string, isTakenBack: boolean): void {
  const { options, board, governor, errands } = parts;
  const { queue } = errands;
  const shown = board.hide(sentry);
  const name = `raise ${sentry.index}`;
  const raise = governor.alarmOf(sentry.index)?.members.get(sentry.index);
  const { wasSilent, wasHeld, outage, isOver, alarm } = leave(parts, sentry);
  const isWaiting = queue.get(name) !== undefined;
  if (isWaiting && isTakenBack) queue.drop(name);
  // What still waits to be reported keeps its row until it was.
  if (!isWaiting || isTakenBack || wasHeld) board.drop(sentry);
  if (wasHeld || wasSilent || isWaiting) return;
  if (outage) {
    if (isOver) errands.endGroup(outage);
  } else if (alarm?.group) endInGroup(parts, alarm.group, isTakenBack ? undefined : raise);
  else if (isTakenBack && shown?.incident)
    queue.put({
      kind: 'withdraw',
      jurisdiction: jurisdictionOf(options.lane, sentry),
      incident: shown.incident,
      reason,
    });
  errands.wake();
}

/** A group of silences goes with its last; of another one, what is over before it was told is told as that. */
function endInGroup({ errands }: Pick<Ending, 'errands'>, group: Group, untold: Raise | undefined): void {
  if (isOfSilence(group)) {
    if (group.members.size === 0) errands.endGroup(group);
  } else if (untold && errands.queue.get(nameOf({ kind: 'group', group })))
    group.gone.set(untold.sentry.index, untold);
}

/** Its rule is no more: nothing of it is shown or waits; what was reported is left to people. */
export function forget(parts: Ending, sentry: RaisedBy): void {
  const wasShown = parts.board.hide(sentry) !== undefined;
  leave(parts, sentry);
  parts.errands.queue.drop(`raise ${sentry.index}`);
  if (wasShown) parts.board.drop(sentry);
}

/** It is held, silent and gathered no more, and the record says until when it was. */
function leave(
  {
    options,
    outages,
    record,
    governor,
    silent,
  }: Pick<Ending, 'options' | 'outages' | 'record' | 'governor' | 'silent'>,
  sentry: RaisedBy,
): ReturnType<AlarmParts['outages']['end']> & { wasSilent: boolean; alarm: Alarm | null } {
  const now = options.clock();
  const wasSilent = silent.delete(sentry.index);
  const left = outages.end(sentry.index);
  const alarm = governor.end(sentry.index, now);
  record.ended(sentry, now);
  if (alarm) record.keep(alarm);
  return { ...left, wasSilent, alarm };
}
