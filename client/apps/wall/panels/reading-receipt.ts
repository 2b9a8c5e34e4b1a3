import type { Sensor } from '#shared/pack/schema.ts';
import { formatDayTime } from '../../../format/instant.ts';
import { formatValue } from '../../../format/number.ts';
import { say } from '../../../locales/i18n.ts';
import { ownReceipt, type WallReceipt } from '../frame/wall-receipts.ts';

/** A reading with those before it, the latest first: what an instrument says rests on nothing else. */
export function readingReceipt(
  sensor: Sensor,
  value: number | null,
  points: readonly (readonly [at: number, value: number])[],
): WallReceipt {
  const text = (n: number | null): string => `${formatValue(n, sensor.decimals)} ${sensor.measure}`;
  const [low, high] = sensor.normal;
  const lines = points.toReversed().map(([at, n]) => ({
    key: `${at}`,
    title: formatDayTime(at),
    note: '',
    value: text(n),
    incident: null,
    tone: n < low || n > high ? ('rose' as const) : ('plain' as const),
  }));
  const said = { title: say(sensor.name), value: text(value), formula: 'wall.formula.reading' };
  return ownReceipt({ ...said, of: `${text(low)} – ${text(high)}` }, lines);
}
