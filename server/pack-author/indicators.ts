import { must } from '#shared/kernel/must.ts';
import {
  domains,
  type CatalogueItem,
  type Domain,
  type Indicator,
  type Sensor,
} from '#shared/pack/schema.ts';
import { weightOf } from './catalogue.ts';
import type { County } from './county.ts';
import type { Ground } from './ground.ts';
import { domainOf } from './sensing.ts';
import { shareOut } from './tables.ts';

const domainNames: Record<Domain, string> = {
  'public-safety': '公共安全',
  environment: '生态环境',
  'city-management': '城市管理',
  traffic: '交通运行',
  water: '水利防汛',
  'work-safety': '安全生产',
  market: '市场监管',
  livelihood: '民生服务',
  'public-order': '社会治安',
  economy: '经济运行',
  'government-service': '政务服务',
  'party-and-people': '党建群团',
};

/** The running indicators, as many in one domain as in another: some gauges, each item of the catalogue, then each area. */
export function makeIndicators(
  county: County,
  catalogue: readonly CatalogueItem[],
  sensors: readonly Sensor[],
  ground: Ground,
): Indicator[] {
  return shareOut(
    county.indicators,
    domains.map(() => 1),
  ).flatMap((count, d) => {
    const domain = must(domains[d], 'domain');
    const items = catalogue.filter((item) => item.domain === domain);
    const whole = items.map((item) => counting(`${item.name.zh} 今日`, domain, [item], county, catalogue));
    const room = count - whole.length;
    const gauges = spread(
      sensors.filter((sensor) => domainOf.get(sensor.quantity) === domain),
      Math.ceil(room * 0.6),
    ).map((sensor): Omit<Indicator, 'id'> => ({
      name: `${sensor.name.zh} ${sensor.id}`,
      domain,
      of: { kind: 'sensor', sensor: sensor.id },
    }));
    const areas = byArea(domain, items, county, catalogue, ground);
    const all = [...gauges, ...whole, ...areas].slice(0, count);
    if (all.length < count)
      throw new Error(`${county.identity.id}: only ${all.length} indicators of ${domain}`);
    return all.map((one, i) => ({ id: `${domain}-${String(i + 1).padStart(2, '0')}`, ...one }));
  });
}

/** All items of a domain in each area, wide areas first; then single items in single areas. */
function byArea(
  domain: Domain,
  items: readonly CatalogueItem[],
  county: County,
  catalogue: readonly CatalogueItem[],
  ground: Ground,
): Omit<Indicator, 'id'>[] {
  const areas = ground.grid.levels[0].length > 1 ? ground.grid.levels[0] : ground.grid.levels[1];
  const whole = areas.map((area) =>
    counting(`${area.name} ${domainNames[domain]}`, domain, items, county, catalogue, area.id, areas.length),
  );
  const often = [...items].sort((a, b) => (weightOf.get(b.id) ?? 0) - (weightOf.get(a.id) ?? 0));
  const single = often.flatMap((item) =>
    areas.map((area) =>
      counting(`${area.name} ${item.name.zh}`, domain, [item], county, catalogue, area.id, areas.length),
    ),
  );
  return [...whole, ...single];
}

/** A count of today's incidents; twice what a usual day brings is out of the ordinary. */
function counting(
  name: string,
  domain: Domain,
  items: readonly CatalogueItem[],
  county: County,
  catalogue: readonly CatalogueItem[],
  grid?: string,
  areas = 1,
): Omit<Indicator, 'id'> {
  const all = catalogue.reduce((sum, item) => sum + (weightOf.get(item.id) ?? 0), 0);
  const own = items.reduce((sum, item) => sum + (weightOf.get(item.id) ?? 0), 0);
  const usual = (county.demo.incidentsPerDay * own) / all / areas;
  return {
    name,
    domain,
    of: {
      kind: 'incidents',
      items: items.map((item) => item.id),
      ...(grid === undefined ? {} : { grid }),
      normalMax: Math.ceil(usual * 2) + 2,
    },
  };
}

/** `count` of a list at even distances, or all of it. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => must(list[Math.floor((i * list.length) / count)], 'item'));
}
