import { randomUUID } from 'node:crypto';
import { jurisdictionOf, sensorOf, type Raise } from './alarm.ts';
import { openBoard, type Board } from './board.ts';
import { openErrands, type Errands } from './errands.ts';
import { makeGovernor, type Governor } from './governor.ts';
import type { AlarmOptions } from './options.ts';
import { makeOutages, usualOutages, type Outages } from './outages.ts';
import { openAlarmRecord, type AlarmRecord } from './record.ts';
import { makeResumed, type Resumed } from './resumed.ts';
import { makeSuppressions, type Suppressions } from './suppression.ts';

/** Who has a hand in an alarm: each act of the room names those that it needs. */
export interface AlarmParts {
  options: AlarmOptions;
  /** Holds silences until their cause is known. */
  outages: Outages;
  /** Shows what is raised, and keeps its rows. */
  board: Board;
  record: AlarmRecord;
  suppressions: Suppressions;
  /** Gives every raise its place before the operators. */
  governor: Governor;
  /** Tells the record lane. */
  errands: Errands;
  resumed: Resumed;
  /** Raises that are kept silent, by rule on a sensor. */
  silent: Map<number, Raise>;
}

/** Puts them together with nothing raised. */
export function openParts(options: AlarmOptions): AlarmParts {
  const { lane } = options;
  const board = openBoard(options);
  const record = openAlarmRecord(options);
  const governor = makeGovernor({
    newId: randomUUID,
    jurisdictionOf: (sentry) => jurisdictionOf(lane, sentry),
    sensorOf: (sentry) => sensorOf(lane, sentry).id,
    operators: options.operators ?? (() => []),
  });
  return {
    options,
    board,
    record,
    governor,
    outages: makeOutages(options.outages ?? usualOutages),
    suppressions: makeSuppressions(lane),
    errands: openErrands(options, { board, record, governor }),
    resumed: makeResumed(governor),
    silent: new Map(),
  };
}
