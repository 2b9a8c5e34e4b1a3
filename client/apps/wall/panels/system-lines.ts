import type { AbnormalRow } from '#shared/views/sensing.ts';
import { spanWords } from '../../../format/duration.ts';
import { i18n, say } from '../../../locales/i18n.ts';
import type { County } from '../county.ts';
import { onlineSensors } from '../frame/online-sensors.ts';
import type { ReceiptLine } from '../frame/wall-receipts.ts';

/** Sensors of a system that are silent, the longest first, and those that are abnormal, within the place that is shown. */
export function behindOf(
  { county, at, now }: { county: County; at: Float64Array; now: number },
  { system, abnormal }: { system: string; abnormal: readonly AbnormalRow[] },
): ReceiptLine[] {
  const { t } = i18n.global;
  const heard = onlineSensors(county.sensors, at, now);
  const lies = (place: { lng: number; lat: number }): boolean =>
    county.slice.grids.length === 0 ||
    county.geodata.tree.locate(place).some(({ id }) => county.slice.grids.includes(id));
  const silent = county.sensors
    .flatMap((sensor, ordinal) =>
      sensor && sensor.system === system && heard[ordinal] === 0 && lies(sensor.place)
        ? [{ sensor, since: at[ordinal] ?? 0 }]
        : [],
    )
    .toSorted((a, b) => a.since - b.since)
    .map(({ sensor, since }): ReceiptLine => ({
      key: sensor.id,
      title: say(sensor.name),
      note: t('wall.sensing.silent'),
      incident: null,
      tone: 'rose',
      value: since === 0 ? t('wall.sensing.never') : spanWords(now - since),
    }));
  const wrong = abnormal
    .filter((row) => row.system === system)
    .map((row): ReceiptLine => ({
      key: `${row.sensor} ${row.rule}`,
      title: row.name,
      note: t('wall.sensing.wrong'),
      incident: row.incident,
      value: spanWords(Math.max(0, now - row.since)),
    }));
  return [...silent, ...wrong];
}
