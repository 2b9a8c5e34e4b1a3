import { ofHouse } from '#shared/access/outsiders.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Log } from '../log.ts';
import type { Execute, Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { isOfSilence, sensorOf, type Group, type Raise } from './alarm.ts';
import { conditionOf } from '#shared/sensing/condition.ts';
import { clockTitle, clockWords, groupWords, titleOf } from './words.ts';

export interface TellOptions {
  lane: OpenHotLane;
  execute: Execute;
  /** The state of an incident; without it nothing is withdrawn. */
  incident?: ((jurisdiction: string, id: string) => Promise<Incident | null>) | undefined;
  /** What stands behind a reading of an instrument that is no device, in words, or null. */
  behind?: ((jurisdiction: string, sensor: Sensor, at: number) => Promise<string | null>) | undefined;
  log: Log;
  metrics: Metrics;
}

const watchman = ofHouse('watchman');
const evidencePoints = 120;

/** Reports a raise; answers the incident's number, or null when the ledger refused it for good. Throws to be asked again. */
export async function tellRaise(options: TellOptions, raise: Raise): Promise<string | null> {
  const { lane } = options;
  const { sentry, since, at } = raise;
  const { rule, slot } = sentry;
  const { id, loaded } = lane.sensors.laneOf(slot);
  const sensor = sensorOf(lane, sentry);
  const series = await lane.readings.recent(lane.sensors.numbers[slot] ?? 0, at, evidencePoints);
  const behind = (await options.behind?.(id, sensor, at)) ?? null;
  const isClock = rule.kind === 'no-data' && raise.arrivedAt !== undefined;
  const condition =
    (isClock
      ? '设备在发送数据'
      : conditionOf(sensor, rule, series.at(-1)?.[1] ?? NaN, since, at, {
          usual: raise.usual,
          others: raise.others?.map((one) => inRecord(sensorOf(lane, { ...sentry, slot: one }).name)),
        })) + clockWords(at, raise.arrivedAt);
  return report(options, id, `rule:${sensor.id}:${rule.id}:${since}`, {
    item: rule.item,
    title: isClock ? clockTitle(sensor) : titleOf(sensor, loaded.items.get(rule.item)),
    detail: condition,
    place: sensor.place,
    address: inRecord(sensor.name),
    urgent: rule.urgent,
    origin: `sensor:${sensor.id}:${rule.id}`,
    evidence: [
      { kind: 'readings', text: condition, sensor: sensor.id, series, at },
      ...(behind === null ? [] : [{ kind: 'text' as const, text: behind, at }]),
    ],
  });
}

/** Reports a group, or that it has grown; answers as `tellRaise`. */
export async function tellGroup(options: TellOptions, group: Group, now: number): Promise<string | null> {
  const { jurisdiction, cause } = group;
  const raises = [...group.members.values(), ...group.gone.values()];
  const first = must(raises[0], 'a member of a group');
  const newest = raises.reduce((last, one) => (one.at >= last.at ? one : last), first);
  const { title, detail, list } = groupWords(
    cause,
    raises.map(({ sentry }) => sensorOf(options.lane, sentry)),
    nameOfCause(options, jurisdiction, cause, first),
  );
  const since = Math.min(...raises.map((raise) => raise.since));
  // Of those that people judge each new one counts, though as many may have gone meanwhile.
  const tail = isOfSilence(group) ? '' : `:${sensorOf(options.lane, newest.sentry).id}:${newest.since}`;
  return report(options, jurisdiction, `${cause}:${since}:${raises.length}${tail}`, {
    item: first.sentry.rule.item,
    title,
    detail,
    place: sensorOf(options.lane, first.sentry).place,
    address: '',
    urgent: raises.some(({ sentry }) => sentry.rule.urgent),
    origin: cause,
    evidence: [{ kind: 'text', text: list, at: now }],
  });
}

/** What a cause is called: the matter of its rule, the area, or the source as its token says. */
function nameOfCause({ lane }: TellOptions, jurisdiction: string, cause: string, { sentry }: Raise): string {
  const loaded = lane.sensors.lanes.get(jurisdiction)?.loaded;
  if (cause.startsWith('flood:'))
    return inRecord(loaded?.items.get(sentry.rule.item)?.name) ?? sentry.rule.item;
  const common = cause.slice(cause.indexOf(':') + 1);
  return common.startsWith('grid:') ? (loaded?.grid.byId.get(common.slice(5))?.name ?? common) : common;
}

async function report(
  { execute, log, metrics }: TellOptions,
  jurisdiction: string,
  key: string,
  told: Omit<Report, 'kind' | 'source'>,
): Promise<string | null> {
  const command = { kind: 'report', source: 'sensor', ...told } as const;
  const answer = await execute({ jurisdiction, by: watchman, key, command });
  if (!isRefusal(answer)) return answer.subject;
  retryWhenBusy(answer);
  log.error({ refusal: answer, origin: told.origin }, 'alarm report refused');
  metrics.count('rules_refused_total', { jurisdiction, code: answer.code });
  return null;
}

/**
 * Withdraws an incident whose cause is gone and on which nobody has acted (RULES.md G5); where somebody has, it is noted
 * there that the cause is gone. Throws to be asked again.
 */
export async function withdraw(
  { execute, incident }: TellOptions,
  jurisdiction: string,
  id: string,
  reason: string,
): Promise<void> {
  const state = await incident?.(jurisdiction, id);
  if (!state || state.ended || state.closedAt !== undefined) return;
  const answer = await execute({
    jurisdiction,
    by: watchman,
    command: { kind: 'take', incident: id, version: state.version, transition: 'withdraw', form: { reason } },
  });
  if (!isRefusal(answer)) return;
  retryWhenBusy(answer);
  const noted = await execute({
    jurisdiction,
    by: watchman,
    command: { kind: 'note', incident: id, text: reason, evidence: [] },
  });
  if (isRefusal(noted)) retryWhenBusy(noted);
}

function retryWhenBusy({ code, reason }: Refusal): void {
  if (code === 'busy') throw new Error(reason);
}
