import { must } from '#shared/kernel/must.ts';
import type { Bounds } from '#shared/indicator/bounds.ts';
import { usualSystems, type Domain } from '#shared/pack/domain.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import type { CatalogueItem, System } from '#shared/pack/schema.ts';
import { readTable, type Row } from '../tables.ts';
import { define } from './define.ts';

const quantities = readTable('./quantities.tsv');

/** What is counted rather than gauged: its points are added up, and a mean would say nothing. */
const added = new Set(['lamp-faults', 'benefit-anomaly']);
/** Quantities whose highest value of a day is asked for in the morning. */
const daily = new Set([
  ...['river-level', 'sluice-level', 'rainfall', 'flood-level', 'wind-speed', 'pm25', 'pm10', 'noise'],
  ...['water-ammonia', 'outfall-cod', 'crowd-density', 'congestion'],
]);
/** Bounds that change with the year: flood season, winter air, growing season. */
const seasons: Record<string, Bounds['seasons']> = {
  'river-level': [{ from: '04-15', to: '10-15', high: 3.8 }],
  'sluice-level': [{ from: '04-15', to: '10-15', high: 3.6 }],
  pm25: [{ from: '11-01', to: '02-28', high: 90 }],
  'soil-moisture': [{ from: '03-01', to: '10-31', low: 16 }],
};

/** Of each quantity that the county measures: how it stands on the whole, at the worst point, over a day, and where it is beyond its limit. */
export function ofReadings(measured: ReadonlySet<string>, catalogue: readonly CatalogueItem[]): Indicator[] {
  const units = new Map(catalogue.map(({ id, units: [first] }) => [id, first]));
  return quantities
    .filter((row) => measured.has(row('quantity')))
    .flatMap((row) => ofQuantity(row, must(units.get(row('item')), row('item'))));
}

function ofQuantity(row: Row, owner: string): Indicator[] {
  const quantity = row('quantity');
  const domain = row('domain') as Domain;
  const isAbove = row('side') === 'above';
  const decimals = Number(row('decimals'));
  const [low, high, enter] = [Number(row('normalLow')), Number(row('normalHigh')), Number(row('enter'))];
  const round = (value: number): number => Number(value.toFixed(2));
  /** Half the way from the quiet band to the limit of a single point. */
  const half = round(isAbove ? (high + enter) / 2 : (low + enter) / 2);
  const side = (edge: number): Bounds => (isAbove ? { high: edge } : { low: edge });
  const shared = { measure: row('measure'), decimals, better: isAbove ? 'less' : 'more' } as const;
  const whole = { ...side(half), ...(seasons[quantity] && { seasons: seasons[quantity] }) };
  const [zh, en] = [row('zh'), row('en')];
  const sum = added.has(quantity);
  const beyond = `${quantity} ${isAbove ? '>' : '<'} ${enter}`;
  return [
    define(
      `${quantity}-${sum ? 'sum' : 'mean'}`,
      sum ? [`${zh}合计`, `${en}, all points`] : [`${zh}一小时均值`, `${en}, mean of an hour`],
      ...([domain, owner] as const),
      sum ? `sum(${quantity})` : `mean(${quantity}, over: 1h)`,
      { ...shared, ...(!sum && { bounds: whole, decimals: Math.max(decimals, 1) }) },
    ),
    define(
      `${quantity}-worst`,
      isAbove ? [`${zh}最高点位`, `${en}, highest point`] : [`${zh}最低点位`, `${en}, lowest point`],
      ...([domain, owner] as const),
      `${isAbove ? 'max' : 'min'}(${quantity})`,
      { ...shared, bounds: side(enter) },
    ),
    ...(daily.has(quantity)
      ? [
          define(
            `${quantity}-day`,
            [`${zh} 24 小时最高值`, `${en}, highest of 24 hours`],
            ...([domain, owner] as const),
            `max(${quantity}, over: 24h)`,
            shared,
          ),
        ]
      : []),
    define(
      `${quantity}-beyond`,
      isAbove
        ? [`${zh}超限点位数`, `${en}, points over the limit`]
        : [`${zh}低于限值点位数`, `${en}, points under the limit`],
      ...([domain, owner] as const),
      `count(${beyond})`,
      { measure: '个', better: 'less', bounds: { high: 0 } },
    ),
  ];
}

const systemNames: Record<System, readonly [zh: string, en: string, domain: Domain, duty: string]> = {
  'social-security': ['社保预警', 'Social security alerts', 'livelihood', 'labour'],
  'public-opinion': ['舆情监控', 'Public opinion', 'party-and-people', 'publicity'],
  emergency: ['应急处置', 'Emergency', 'public-safety', 'emergency'],
  'traffic-order': ['治安交通', 'Traffic and order', 'traffic', 'police'],
  'water-farm': ['水利农机', 'Water and farming', 'water', 'water'],
  environment: ['环保监测', 'Environment', 'environment', 'ecology'],
  'work-safety': ['安全生产', 'Work safety', 'work-safety', 'emergency'],
  'street-lamp': ['路灯控制', 'Street lamps', 'city-management', 'lamp'],
};

/** Whether what watches the county works, and how much of it calls. */
export function ofDevices(systems: ReadonlySet<string>, unitOf: (duty: string) => string): Indicator[] {
  const share = { measure: '%', decimals: 1, better: 'more', bounds: { low: 95 } } as const;
  const used = usualSystems.flatMap(({ id }) => (systems.has(id) ? [id] : []));
  const own = used.toSorted().flatMap((system) => {
    const [zh, en, domain, duty] = systemNames[system];
    const owner = unitOf(duty);
    return [
      define(
        `online-${system}`,
        [`${zh}设备在线率`, `${en}, devices on line`],
        ...([domain, owner] as const),
        `percent(sensors-online(system: ${system}), sensors(system: ${system}))`,
        share,
      ),
      define(
        `alarms-${system}`,
        [`${zh}当前告警点位`, `${en}, points in alarm`],
        ...([domain, owner] as const),
        `alarms(system: ${system})`,
        { measure: '个', better: 'less' },
      ),
    ];
  });
  return [
    ...own,
    define(
      'cameras-online',
      ['视频在线率', 'Cameras on line'],
      'public-safety',
      'centre',
      'percent(cameras-online, cameras)',
      share,
    ),
    define(
      'staff-online',
      ['网格和执法人员在岗数', 'Grid and squad members on duty'],
      'government-service',
      'centre',
      'staff-online',
      { measure: '人', better: 'more' },
    ),
  ];
}
