import type { Cell } from '#shared/grid/tree.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { inRecord, textIn } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { CameraModel } from '#shared/pack/model.ts';
import { usualSystems } from '#shared/pack/domain.ts';
import type { Camera, CatalogueItem, Domain, Sensor, System } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import type { County } from './county.ts';
import type { AuthorGround } from './ground.ts';
import { meterRules, withMeters } from './meters.ts';
import { readTable, shareOut } from './tables.ts';

const quantities = readTable('./quantities.tsv');
const prefixes: Record<System, string> = {
  'social-security': 'SB',
  'public-opinion': 'YQ',
  emergency: 'YJ',
  'traffic-order': 'JT',
  'water-farm': 'SL',
  environment: 'HB',
  'work-safety': 'AQ',
  'street-lamp': 'LD',
};

/** The domain whose indicators a quantity belongs to. */
export const domainOf = new Map(quantities.map((row) => [row('quantity'), row('domain') as Domain]));

/** The points of the eight systems, spread evenly over the narrow cells; gauges along the water where there is some. */
export function makeSensors(county: County, ground: AuthorGround): Sensor[] {
  const sensors = usualSystems.flatMap(({ id: system }) => {
    const rows = quantities.filter((row) => row('system') === system);
    const counts = shareOut(
      county.sensors[system],
      rows.map((row) => Number(row('share'))),
    );
    const cells = ground.shuffled(`sensors:${system}`);
    const roll = ground.dice(`sensors:${system}`);
    let number = 0;
    return rows.flatMap((row, r) =>
      Array.from({ length: counts[r] ?? 0 }, (): Sensor => {
        const cell =
          row('shore') === 'yes' && county.shore
            ? roll.pick(ground.shore)
            : must(cells[number % cells.length], 'cell');
        number += 1;
        const id = `${prefixes[system]}-${String(number).padStart(4, '0')}`;
        return { ...describe(row, id, cell, ground), normal: shifted(row, roll.roll() * 2 - 1) };
      }),
    );
  });
  const { name } = county.identity;
  return withMeters(sensors, { zh: inRecord(name), en: textIn(name, 'en') });
}

function describe(
  row: (typeof quantities)[number],
  id: string,
  cell: Cell,
  ground: AuthorGround,
): Omit<Sensor, 'normal'> {
  const village = cell.parent === null ? cell : (ground.grid.byId.get(cell.parent) ?? cell);
  return {
    id,
    name: { zh: `${village.name} ${row('zh')}`, en: `${row('en')} ${id}` },
    system: row('system') as System,
    quantity: row('quantity'),
    measure: row('measure'),
    place: ground.near(cell),
    range: [Number(row('low')), Number(row('high'))],
    decimals: Number(row('decimals')),
    everyMs: Number(row('every')) * secondMs,
  };
}

/** No two instruments stand alike: the quiet band of each is moved by up to a twentieth of its width. */
function shifted(row: (typeof quantities)[number], by: number): [number, number] {
  const low = Number(row('normalLow'));
  const high = Number(row('normalHigh'));
  const move = (by * (high - low)) / 20;
  const round = (value: number): number => Number(value.toFixed(Number(row('decimals'))));
  return [round(Math.max(low + Math.min(move, 0), Number(row('low')))), round(high + move)];
}

/** Two rules for each quantity that the county measures: beyond its limit, and no reading at all. */
export function makeRules(sensors: readonly Sensor[], drifts: County['drifts'] = []): Rule[] {
  const measured = new Set(sensors.map((sensor) => sensor.quantity));
  const single = quantities.flatMap((row): Rule[] => {
    const quantity = row('quantity');
    if (!measured.has(quantity)) return [];
    const on = { quantity };
    const side = row('side') === 'above' ? 'above' : 'below';
    const limits = {
      enter: Number(row('enter')),
      enterMs: Number(row('enterFor')) * secondMs,
      leave: Number(row('leave')),
      leaveMs: Number(row('leaveFor')) * secondMs,
    };
    return [
      {
        kind: 'threshold',
        id: `${quantity}-${side === 'above' ? 'high' : 'low'}`,
        on,
        item: row('item'),
        urgent: row('urgent') === 'yes',
        side,
        ...limits,
      },
      ...(learned.has(quantity) ? [unusual(row)] : []),
      {
        kind: 'no-data',
        id: `${quantity}-silent`,
        on,
        item: 'sensor-offline',
        urgent: false,
        afterMs: Math.max(15 * minuteMs, 10 * Number(row('every')) * secondMs),
      },
    ];
  });
  const areas = quantities.filter((row) => row('quantity') === 'flood-level' && measured.has('flood-level'));
  const wandering = drifts
    .filter(({ quantity }) => measured.has(quantity))
    .map(({ quantity, overMs, by }): Rule => {
      const who = { on: { quantity }, item: 'sensor-offline', urgent: false, opens: 'alarm' } as const;
      return { kind: 'drift', id: `${quantity}-drift`, ...who, overMs, by };
    });
  return [...single, ...meterRules(measured), ...wandering, ...areas.map(together)];
}

/** Water in several streets of a neighbourhood is another matter than in one. */
function together(row: (typeof quantities)[number]): Rule {
  const quantity = row('quantity');
  return {
    kind: 'combined',
    id: `${quantity}-area`,
    on: { quantity },
    item: row('item'),
    urgent: true,
    opens: 'alarm',
    rules: [`${quantity}-high`],
    need: 3,
    each: false,
    withinM: 3_000,
    withinMs: 30 * minuteMs,
  };
}

/** What has its day and its week, so that a value may be unusual long before it is beyond a limit. */
const learned = new Set([
  ...['traffic-flow', 'river-level', 'pump-current', 'pm25', 'enterprise-power', 'opinion-heat'],
]);

/** An officer looks at what was never so; half as far again as ever, and more than a tenth of the quiet band. */
function unusual(row: (typeof quantities)[number]): Rule {
  const band = Number(row('normalHigh')) - Number(row('normalLow'));
  return {
    kind: 'learned',
    id: `${row('quantity')}-unusual`,
    on: { quantity: row('quantity') },
    item: row('item'),
    urgent: false,
    opens: 'alarm',
    beyond: 1.5,
    leaveMs: 30 * minuteMs,
    learnMs: 24 * hourMs,
    least: Number((band / 10).toFixed(Number(row('decimals')) + 1)),
  };
}

/** What the 21 algorithm models see, by the catalogue item they report. */
export const cameraModels = [
  ...[
    'crowd',
    'street-stall',
    'shop-overflow',
    'hazmat-parking',
    'illegal-parking',
    'congestion',
    'muck-truck',
    'shared-bikes',
  ],
  ...[
    'exposed-rubbish',
    'litter-bin',
    'illegal-advert',
    'illegal-building',
    'construction-dust',
    'no-helmet',
    'fire-lane',
  ],
  ...['ebike-charging', 'open-burning', 'river-litter', 'street-flood', 'road-damage', 'manhole'],
];
/** Classes that a model sees beside the one that it is named by: each is a matter of its own. */
const besides: Readonly<Record<string, readonly string[]>> = {
  'street-stall': ['shop-overflow'],
  'exposed-rubbish': ['litter-bin'],
  'muck-truck': ['construction-dust'],
};

/** The 21 models as they are registered: who answers for each, how sure it must be, how often it must be right. */
export function makeModels(catalogue: readonly CatalogueItem[]): CameraModel[] {
  const items = new Map(catalogue.map((item) => [item.id, item]));
  return cameraModels.map((id) => {
    const item = must(items.get(id), id);
    const roll = dice(seedOf(`model:${id}`));
    return {
      id,
      name: { zh: `${inRecord(item.name)}识别`, en: `${textIn(item.name, 'en')} model` },
      owner: must(item.units[0], id),
      items: [id, ...(besides[id] ?? [])],
      floor: roll.between(10, 15) / 20,
      precision: { floor: item.domain === 'public-safety' ? 0.5 : 0.6, over: 50, least: 8 },
    };
  });
}

/** What a camera looks at, and the system and the unit that it belongs to by that. */
const views = [
  ['路口', 'traffic-order', 'dept-police'],
  ['主街', 'traffic-order', 'dept-enforcement'],
  ['小区出入口', 'traffic-order', 'dept-police'],
  ['广场', 'emergency', 'dept-emergency'],
  ['河道', 'water-farm', 'dept-water', 'dept-farm'],
  ['园区', 'work-safety', 'dept-emergency'],
  ['市场', 'environment', 'dept-market', 'dept-enforcement'],
  ['学校周边', 'traffic-order', 'dept-education', 'dept-social'],
  ['停车场', 'traffic-order', 'dept-enforcement'],
  ['卡口', 'traffic-order', 'dept-police'],
] as const;
/** Windows of dwellings beside an entrance. */
const privateSides: Camera['masks'] = [
  [0, 0.08, 0.28, 0.28],
  [0.74, 0.08, 0.26, 0.22],
];

/** Video channels over all narrow cells; a fifth of them watched by one or two models. */
export function makeCameras(county: County, ground: AuthorGround, units: ReadonlySet<string>): Camera[] {
  const cells = ground.shuffled('cameras');
  const roll = ground.dice('cameras');
  return Array.from({ length: county.cameras }, (_, i) => {
    const cell = must(cells[i % cells.length], 'cell');
    const village = cell.parent === null ? cell : (ground.grid.byId.get(cell.parent) ?? cell);
    const number = String(i + 1).padStart(4, '0');
    const first = cameraModels[i % cameraModels.length] ?? '';
    const models = !roll.chance(0.2)
      ? []
      : roll.chance(0.4)
        ? [...new Set([first, roll.pick(cameraModels)])]
        : [first];
    const [view, system, ...owners] = roll.pick(views);
    const owner = owners.find((one) => units.has(one));
    return {
      id: `CH-${number}`,
      name: `${village.name} ${view} ${number}`,
      place: ground.near(cell),
      models,
      system,
      ...(owner !== undefined && { owner }),
      ...(view === '小区出入口' && { masks: privateSides }),
    };
  });
}
