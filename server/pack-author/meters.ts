import { minuteMs, hourMs } from '#shared/kernel/span.ts';
import type { FenceMeter } from '#shared/pack/fence.ts';
import type { ClueMeter } from '#shared/sensing/clue-meter.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';

/** Points that read the county's own clues, or who is within a fence around them: each takes the place of the last point of a quantity, so that there are as many as before. */
interface Meter {
  quantity: string;
  instead: string;
  zh: string;
  en: string;
  measure: string;
  range: [number, number];
  normal: [number, number];
  decimals: number;
  counts: ClueMeter | FenceMeter;
  item: string;
  enter: number;
  leave: number;
}
const withinMs = 3 * hourMs;
const everyMs = 5 * minuteMs;
const meters: readonly Meter[] = [
  {
    quantity: 'opinion-surge',
    instead: 'opinion-heat',
    zh: '舆情话题突增',
    en: 'Sudden topic',
    measure: '级',
    range: [0, 15],
    normal: [0, 2],
    decimals: 1,
    counts: { clues: 'opinion', by: 'surge', withinMs },
    item: 'opinion-heat',
    enter: 3,
    leave: 2,
  },
  {
    quantity: 'opinion-alike',
    instead: 'opinion-negative',
    zh: '舆情相似文本',
    en: 'Like texts',
    measure: '条',
    range: [0, 500],
    normal: [0, 3],
    decimals: 0,
    counts: { clues: 'opinion', by: 'alike', withinMs },
    item: 'opinion-heat',
    enter: 4,
    leave: 3,
  },
  {
    quantity: 'opinion-spread',
    instead: 'opinion-negative',
    zh: '舆情扩散区域',
    en: 'Areas of a topic',
    measure: '个',
    range: [0, 500],
    normal: [0, 2],
    decimals: 0,
    counts: { clues: 'opinion', by: 'spread', withinMs },
    item: 'opinion-heat',
    enter: 4,
    leave: 3,
  },
  {
    quantity: 'benefit-surge',
    instead: 'benefit-anomaly',
    zh: '待遇比对突增',
    en: 'Sudden mismatches',
    measure: '级',
    range: [0, 15],
    normal: [0, 2],
    decimals: 1,
    counts: { clues: 'benefit', by: 'surge', withinMs },
    item: 'benefit-anomaly',
    enter: 3,
    leave: 2,
  },
  {
    quantity: 'fence-absent',
    instead: 'enterprise-power',
    zh: '企业周边无人巡查',
    en: 'Nobody on patrol',
    measure: '分钟',
    range: [0, 1_440],
    normal: [0, 180],
    decimals: 0,
    // By day somebody has to come by.
    counts: {
      fence: { radiusM: 800 },
      by: 'absent',
      who: { posts: ['grid-head', 'grid-member', 'patroller', 'supervisor'] },
      hours: [480, 1_140],
    },
    item: 'hidden-danger',
    enter: 240,
    leave: 60,
  },
  {
    quantity: 'fence-inside',
    instead: 'dust',
    zh: '警戒区夜间有人进入',
    en: 'Somebody inside at night',
    measure: '人',
    range: [0, 500],
    normal: [0, 0],
    decimals: 0,
    counts: { fence: { radiusM: 150 }, by: 'inside', hours: [1_320, 300] },
    item: 'hidden-danger',
    enter: 0.5,
    leave: 0.5,
  },
];

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
