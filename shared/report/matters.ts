import { asCitizen } from '../access/outsiders.ts';
import { takesPart } from '../access/may.ts';
import { groupBy } from '../kernel/group-by.ts';
import { textIn, type Localized } from '../kernel/localized.ts';
import { must } from '../kernel/must.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Family, Procedure } from '../procedure/schema.ts';

/**
 * What citizens may report without an account, in their own words: catalogue items by id, in the order in which the page
 * offers them. Items that a jurisdiction does not have are left out. What instruments find (a gauge, a silent sensor) and what
 * officers raise is not among them.
 */
export interface Tile {
  id: string;
  name: Localized;
  items: { id: string; name: Localized }[];
}

type Row = [item: string, zh: string, en: string];
const tile = (id: string, zh: string, en: string, rows: readonly Row[]): Tile => ({
  id,
  name: { zh, en },
  items: rows.map(([item, says, inEnglish]) => ({ id: item, name: { zh: says, en: inEnglish } })),
});

export const tiles: readonly Tile[] = [
  tile('rubbish', '垃圾清运', 'Rubbish', [
    ['exposed-rubbish', '垃圾没人清', 'Rubbish lying about'],
    ['litter-bin', '垃圾桶满了、坏了', 'Bin full or broken'],
    ['river-litter', '河里有垃圾', 'Litter in the river'],
    ['muck-truck', '渣土车抛洒', 'A truck spilling earth'],
  ]),
  tile('road', '路面井盖', 'Roads and covers', [
    ['manhole', '井盖丢了、坏了', 'Manhole cover missing or broken'],
    ['road-damage', '路面坑洼、开裂', 'Hole or crack in the road'],
    ['guardrail', '护栏坏了', 'Guard rail broken'],
    ['drain-blocked', '下水口堵了', 'Drain blocked'],
    ['street-flood', '路上积水', 'Water standing on the road'],
  ]),
  tile('lamp', '路灯设施', 'Street lamps', [
    ['street-lamp', '路灯不亮', 'Street lamp out'],
    ['traffic-signal', '红绿灯坏了', 'Traffic lights out'],
    ['hydrant', '消火栓坏了', 'Hydrant broken'],
    ['green-damage', '树倒了、绿化坏了', 'Tree down or green damaged'],
  ]),
  tile('street', '占道摆摊', 'Blocked pavements', [
    ['street-stall', '占道摆摊', 'Stall in the way'],
    ['shop-overflow', '店家占道', 'Shop goods in the way'],
    ['shared-bikes', '共享单车乱堆', 'Piled-up shared bikes'],
    ['small-advert', '乱贴小广告', 'Stuck-up adverts'],
    ['illegal-advert', '违规广告牌', 'Illegal sign'],
  ]),
  tile('traffic', '停车交通', 'Parking and traffic', [
    ['illegal-parking', '车辆乱停', 'Bad parking'],
    ['congestion', '经常堵车', 'Jams again and again'],
    ['hazmat-parking', '危险品车乱停', 'Dangerous goods vehicle parked'],
  ]),
  tile('noise', '噪声污染', 'Noise and pollution', [
    ['noise', '噪声扰民', 'Noise'],
    ['construction-dust', '工地扬尘', 'Dust from a site'],
    ['open-burning', '露天焚烧', 'Open burning'],
    ['black-water', '河水黑臭', 'Black or smelly water'],
    ['outfall', '偷排污水', 'Waste water let out'],
  ]),
  tile('safety', '安全隐患', 'Dangers', [
    ['fire-lane', '消防通道被堵', 'Fire lane blocked'],
    ['ebike-charging', '电动车进楼充电', 'E-bike charged indoors'],
    ['gas-leak', '闻到燃气味', 'Smell of gas'],
    ['lift-fault', '电梯故障', 'Lift out of order'],
    ['small-workshop', '住人的厂房仓库', 'People living over a workshop'],
    ['hidden-danger', '企业安全隐患', 'Danger in a firm'],
  ]),
  tile('home', '水电物业', 'Water, power, property', [
    ['water-outage', '停水、水压低', 'No water or low pressure'],
    ['power-outage', '停电', 'Power cut'],
    ['heating-property', '物业问题', 'Property management'],
    ['rental-house', '群租房', 'Overcrowded letting'],
    ['illegal-building', '违法搭建', 'Illegal building'],
  ]),
  tile('market', '消费市场', 'Shops and food', [
    ['food-safety', '食品不放心', 'Unsafe food'],
    ['price-complaint', '价格问题', 'Wrong prices'],
    ['quality-complaint', '买到问题商品', 'Bad goods or service'],
    ['unlicensed-shop', '无照经营', 'Unlicensed trade'],
    ['wet-market', '菜市场脏乱', 'Untidy wet market'],
  ]),
  tile('people', '邻里治安', 'Neighbours and order', [
    ['neighbour-dispute', '邻里纠纷', 'Quarrel with neighbours'],
    ['dog', '犬只扰民', 'Dogs'],
    ['theft', '治安问题', 'Public order'],
    ['fraud-tip', '疑似诈骗', 'Suspected fraud'],
  ]),
  tile('livelihood', '劳动民生', 'Work and welfare', [
    ['wage-arrears', '拖欠工资', 'Unpaid wages'],
    ['poor-household', '家庭困难求助', 'A household in need'],
    ['lonely-elder', '老人需要照看', 'An elder who needs a visit'],
    ['women-children', '妇女儿童权益', 'Rights of women and children'],
    ['farmland', '农产品卖不掉', 'Produce that finds no buyer'],
  ]),
  tile('service', '办事服务', 'Public service', [
    ['window-service', '窗口态度、效率', 'Service at a window'],
    ['policy-advice', '政策咨询', 'Ask about a policy'],
    ['online-service', '网上办事出错', 'Online service fails'],
    ['village-affairs', '村务公开有疑问', 'Question about village affairs'],
    ['volunteer', '需要志愿服务', 'Volunteers wanted'],
  ]),
];

/** What else somebody may begin here: the families of work with a form of their own. */
export const serviceFamilies = [
  'enterprise',
  'agency',
  'approval',
  'assistance',
] as const satisfies readonly Family[];
export type ServiceFamily = (typeof serviceFamilies)[number];

interface Known {
  catalogue: readonly CatalogueItem[];
  procedures: ReadonlyMap<string, Procedure>;
}

const mayOpen = (procedure: Procedure | undefined): boolean =>
  procedure !== undefined && (procedure.opens === undefined || takesPart(asCitizen, procedure.opens));

/**
 * The tiles of a jurisdiction: items it has, of a procedure that a citizen may open and that asks for no more than a report. Those
 * that the page has no words for are called as the catalogue calls them, a tile a class.
 */
export function tilesOf({ catalogue, procedures }: Known): Tile[] {
  const open = catalogue.filter(({ procedure, public: said }) => {
    const one = procedures.get(procedure);
    const asksLittle = one?.family === 'incident' && !one.form.some(({ required }) => required);
    return said !== false && mayOpen(one) && asksLittle;
  });
  const ids = new Set(open.map(({ id }) => id));
  const worded = tiles.flatMap((one) => {
    const items = one.items.filter(({ id }) => ids.has(id));
    return items.length > 0 ? [{ ...one, items }] : [];
  });
  const others = open.filter(
    (item) => !hasWords.has(item.id) && (item.public === true || worded.length === 0),
  );
  return [...worded, ...byClass(others)];
}
const hasWords = new Set(tiles.flatMap(({ items }) => items.map(({ id }) => id)));

function byClass(items: readonly CatalogueItem[]): Tile[] {
  return [...groupBy(items, (item) => textIn(item.class, 'en'))].map(([id, list]) => ({
    id: `class ${id}`,
    name: must(list[0], 'an item').class,
    items: list.map((item) => ({ id: item.id, name: item.name })),
  }));
}

/** The items of a family that a citizen or an enterprise may open, in the order of the catalogue. */
export function servicesOf({ catalogue, procedures }: Known, family: ServiceFamily): CatalogueItem[] {
  return catalogue.filter(({ procedure }) => {
    const one = procedures.get(procedure);
    return mayOpen(one) && one?.family === family;
  });
}

/** Whether an item may be reported on the public page. */
export function isPublic(known: Known, item: string): boolean {
  return (
    tilesOf(known).some(({ items }) => items.some(({ id }) => id === item)) ||
    serviceFamilies.some((family) => servicesOf(known, family).some(({ id }) => id === item))
  );
}
