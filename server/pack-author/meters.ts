import { minuteMs, hourMs } from '#shared/kernel/span.ts';
import type { FenceMeter } from '#shared/pack/fence.ts';
import type { ClueMeter } from '#shared/sensing/clue-meter.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { readTable } from './tables.ts';

/** Points that read the county's own clues, or who is within a fence around them (`meters.tsv`): each takes the place of the last point of a quantity, so that there are as many as before. */
interface Meter extends Pick<Sensor, 'quantity' | 'measure' | 'range' | 'normal' | 'decimals'> {
  instead: string;
  zh: string;
  en: string;
  counts: ClueMeter | FenceMeter;
  item: string;
  enter: number;
  leave: number;
}
const everyMs = 5 * minuteMs;
const meters = readTable('./meters.tsv').map((row): Meter => ({
  quantity: row('quantity'),
  instead: row('instead'),
  zh: row('zh'),
  en: row('en'),
  measure: row('measure'),
  range: [0, Number(row('high'))],
  normal: [0, Number(row('normalHigh'))],
  decimals: Number(row('decimals')),
  counts: JSON.parse(row('counts')) as Meter['counts'],
  item: row('item'),
  enter: Number(row('enter')),
  leave: Number(row('leave')),
}));

/** The points of a county with its meters among them; `county`: what it is called. */
export function withMeters(sensors: readonly Sensor[], county: { zh: string; en: string }): Sensor[] {
  const made = [...sensors];
  for (const meter of meters) {
    const at = made.findLastIndex(({ quantity }) => quantity === meter.instead);
    const place = made[at];
    if (!place) continue;
    const { quantity, measure, range, normal, decimals, counts } = meter;
    // A fence is somewhere: it is called after its village.
    const name =
      'fence' in meter.counts
        ? { zh: `${place.name.zh.split(' ')[0] ?? ''} ${meter.zh}`, en: `${meter.en} ${place.id}` }
        : { zh: `${county.zh} ${meter.zh}`, en: `${meter.en}, ${county.en}` };
    made[at] = { ...place, name, quantity, measure, range, normal, decimals, everyMs, counts };
  }
  return made;
}

/** A limit for each, told as an alarm that people judge, and its silence. */
export function meterRules(measured: ReadonlySet<string>): Rule[] {
  return meters
    .filter(({ quantity }) => measured.has(quantity))
    .flatMap(({ quantity, item, enter, leave }): Rule[] => {
      const who = { on: { quantity }, urgent: false };
      const limits = { side: 'above', enter, enterMs: 0, leave, leaveMs: 2 * everyMs } as const;
      return [
        { kind: 'threshold', id: `${quantity}-high`, ...who, item, opens: 'alarm', ...limits },
        { kind: 'no-data', id: `${quantity}-silent`, ...who, item: 'sensor-offline', afterMs: hourMs },
      ];
    });
}
