import { groupBy } from '#shared/kernel/group-by.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { ResponsibilityRule } from '#shared/pack/responsibility.ts';
import type { CatalogueItem, DedicatedGrid, Unit } from '#shared/pack/schema.ts';
import type { County } from './county.ts';
import { ofBeats } from './police.ts';

/**
 * Daily matters 日常事项, led where they happen: the village reports them, the town or community manages them, and departments
 * keep what is urgent or needs powers and works of their own.
 */
const daily: ReadonlySet<string> = new Set(
  [
    'exposed-rubbish litter-bin street-stall shop-overflow illegal-advert small-advert green-damage illegal-building',
    'river-litter drain-blocked irrigation farmland shared-bikes ebike-charging small-workshop rental-house dog',
    'poor-household lonely-elder heating-property neighbour-dispute family-dispute petition policy-advice',
    'party-visit volunteer custom village-affairs women-children',
  ].flatMap((line) => line.split(' ')),
);
const local: Record<'town' | 'community', Localized> = {
  town: { zh: '属地管理，所在镇街配合', en: 'the town of the place helps' },
  community: {
    zh: '属地管理，所在村社区到场并反馈',
    en: 'the community of the place attends and feeds back',
  },
};
const leads: typeof local = {
  town: { zh: '日常事项属地办理，所在镇街主办', en: 'daily matters are led by the town of the place' },
  community: {
    zh: '日常事项就近办理，所在村社区主办',
    en: 'daily matters are led by the community of the place',
  },
};

/**
 * The responsibility matrix: a department leads each class, single matters of a class may have another leader, and further
 * departments of the duty help. Daily matters are led by the town of the place or, where there is none, by its community.
 */
export function makeResponsibility(
  county: County,
  catalogue: readonly CatalogueItem[],
  units: readonly Unit[],
  dedicated: readonly DedicatedGrid[],
): ResponsibilityRule[] {
  const names = new Map(units.map((unit) => [unit.id, unit.name]));
  const nameOf = (unit: string): Localized => must(names.get(unit), unit);
  // Where there are towns, a town sees to its communities itself.
  const [place, level] = (
    { towns: ['town', 1], communities: ['community', 1], self: ['community', 2] } as const
  )[county.wide];
  const rules = [...groupBy(catalogue, (item) => item.class.zh).values()].flatMap((items, n) => {
    const own = items.filter(({ id }) => daily.has(id));
    return [
      ...ofClass(`class-${n + 1}`, items, nameOf),
      ...(own.length > 0 ? [ofDaily(`class-${n + 1}-${place}`, own, place, level)] : []),
    ];
  });
  rules.push(ofPlace(place, level), ...(county.stations ? [ofBeats(catalogue)] : []));
  for (const { id, name, unit } of dedicated)
    rules.push({
      id: `in-${id}`,
      items: 'all',
      area: { grid: id },
      unit,
      role: 'co',
      why: { zh: `专属网格“${name}”由其管理单位配合`, en: `manages the dedicated grid ${name}` },
    });
  return rules;
}

function ofPlace(kind: 'town' | 'community', level: 1 | 2): ResponsibilityRule {
  return {
    id: `${kind}-of-place`,
    items: 'all',
    area: { level },
    unit: `${kind}-of-place`,
    role: 'co',
    why: local[kind],
  };
}

function ofDaily(
  id: string,
  items: readonly CatalogueItem[],
  kind: 'town' | 'community',
  level: 1 | 2,
): ResponsibilityRule {
  return {
    id,
    items: { items: items.map((item) => item.id) },
    area: { level },
    unit: `${kind}-of-place`,
    role: 'lead',
    why: leads[kind],
  };
}

function ofClass(
  id: string,
  items: readonly CatalogueItem[],
  nameOf: (unit: string) => Localized,
): ResponsibilityRule[] {
  const { class: name } = must(items[0], id);
  const leads = groupBy(items, (item) => must(item.units[0], item.id));
  // The department that leads most of the class leads the class; of equals the first of the catalogue.
  const [main] = must(
    [...leads].reduce((best, one) => (one[1].length > best[1].length ? one : best)),
    id,
  );
  const ids = (list: readonly CatalogueItem[]): { items: string[] } => ({
    items: list.map((item) => item.id),
  });
  const rules: ResponsibilityRule[] = [
    {
      id: `${id}-lead`,
      items: { class: name.zh },
      area: 'all',
      unit: main,
      role: 'lead',
      why: {
        zh: `${name.zh}由${nameOf(main).zh}归口`,
        en: `${nameOf(main).en} has the charge of ${name.en}`,
      },
    },
  ];
  for (const [unit, own] of leads)
    if (unit !== main)
      rules.push({
        id: `${id}-lead-${unit}`,
        items: ids(own),
        area: 'all',
        unit,
        role: 'lead',
        why: {
          zh: `${own.map((item) => item.name.zh).join('、')}由${nameOf(unit).zh}牵头`,
          en: `${nameOf(unit).en} leads ${own.map((item) => item.name.en).join(', ')}`,
        },
      });
  const helped = groupBy(
    items.flatMap((item) => item.units.slice(1).map((unit) => ({ unit, item }))),
    ({ unit }) => unit,
  );
  for (const [unit, pairs] of helped)
    rules.push({
      id: `${id}-co-${unit}`,
      items: ids(pairs.map(({ item }) => item)),
      area: 'all',
      unit,
      role: 'co',
      why: { zh: `${nameOf(unit).zh}按职责配合`, en: `${nameOf(unit).en} helps by its duty` },
    });
  return rules;
}
