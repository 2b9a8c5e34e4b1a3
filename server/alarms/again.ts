import { isOfSilence, jurisdictionOf, sensorOf, type Raise, type RaisedBy } from './alarm.ts';
import type { Stood } from './options.ts';
import type { AlarmParts } from './parts.ts';
import { admit } from './place.ts';
import { keepMs } from './rounds.ts';

/** Reads what stood when the house stopped; before anything is resumed. */
export async function load({
  options,
  resumed,
  suppressions,
}: Pick<AlarmParts, 'options' | 'resumed' | 'suppressions'>): Promise<void> {
  const { lane, store, clock } = options;
  for (const { id } of lane.sensors.lanes.values()) {
    resumed.put(await store.open(id));
    for (const row of await store.suppressions(id, clock() - keepMs)) suppressions.put(row);
  }
}

/** Takes up a raise found in the database at start. */
export function resume(parts: AlarmParts, sentry: RaisedBy, since: number, stood: Stood): void {
  const { options, board, outages, resumed, errands } = parts;
  const { incident, cause } = stood;
  const shown = board.show(sentry, since, incident === '' ? null : incident);
  const raise: Raise = { sentry, since, at: options.clock(), shown };
  if (incident === null) admit(parts, raise);
  else {
    const jurisdiction = jurisdictionOf(options.lane, sentry);
    const isOutage = cause !== null && isOfSilence({ cause }) && !cause.startsWith('flood:');
    const outage = isOutage ? outages.resume(jurisdiction, cause, raise, incident) : null;
    const sensor = sensorOf(options.lane, sentry).id;
    resumed.adopt(raise, { ...stood, jurisdiction, sensor }, outage, options.clock());
  }
  errands.wake();
}

/** Closes what nothing was found of any more. */
export function settle({
  options,
  record,
  resumed,
}: Pick<AlarmParts, 'options' | 'record' | 'resumed'>): void {
  for (const row of resumed.lost()) record.close(row, options.clock());
}
