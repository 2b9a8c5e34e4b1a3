import { causeOf, sensorOf, type Raise } from './alarm.ts';
import type { AlarmParts } from './parts.ts';

type Placing = Pick<AlarmParts, 'options' | 'outages' | 'board' | 'record' | 'governor' | 'errands'>;

/** Silence is no matter of seconds, unless it is urgent. */
export function admit(parts: Placing, raise: Raise): void {
  if (raise.sentry.rule.kind === 'no-data' && !raise.sentry.rule.urgent) hold(parts, raise);
  else place(parts, raise);
}

/** A silence waits for others of its cause: of its source, else of its area, else of its system. */
function hold({ options, outages }: Pick<Placing, 'options' | 'outages'>, raise: Raise): void {
  const { lane, clock } = options;
  const { sentry } = raise;
  const { id, loaded } = lane.sensors.laneOf(sentry.slot);
  const sensor = sensorOf(lane, sentry);
  const area = loaded.grid.locate(sensor.place)[1];
  const wider = [...(area ? [`outage:grid:${area.id}`] : []), `outage:${sensor.system}`];
  const cause = causeOf(raise, lane.sensors.gatewayOf(sentry.slot));
  outages.hold(id, cause, raise, clock(), raise.arrivedAt === undefined ? wider : []);
}

/** Gives a raise its place before the operators, and tells of it what is to be told. */
export function place(parts: Placing, raise: Raise, isAgain = false): void {
  const { options, board, record, governor, errands } = parts;
  const { queue } = errands;
  const now = options.clock();
  const { sentry } = raise;
  const { alarm, tell } = governor.place(raise, now, isAgain);
  const isChatter = tell === 'nothing' && governor.isChattering(sentry.index, now);
  record.placed(sentry, alarm, alarm.shelved ? 'shelved' : isChatter ? 'chatter' : null);
  const waiting = queue.get(`raise ${sentry.index}`);
  if (waiting?.kind === 'raise') waiting.raise.shown = raise.shown;
  else if (tell === 'one') queue.put({ kind: 'raise', raise });
  else if (tell === 'group' && alarm.group) queue.put({ kind: 'group', group: alarm.group });
  if (tell === 'one' || waiting) return;
  const known = alarm.group ? alarm.group.incident : alarm.incident;
  raise.shown.incident = known === '' ? null : known;
  const isUntold = tell === 'group' && !known;
  board.keep(raise, isUntold ? null : (known ?? ''), alarm.group?.cause ?? null, alarm.id);
}
