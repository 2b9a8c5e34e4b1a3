import type { Limit } from '#shared/clock/calendar.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { Rhythm } from '#shared/pack/duty.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { dutyItemId } from '../duties.ts';
import type { ServiceAuthor } from '../service-author.ts';

const minutes = (amount: number): Limit => ({ amount, unit: 'urgent-minute' });
const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });
const months = (amount: number): Limit => ({ amount: amount * 30, unit: 'calendar-day' });

type Common = Pick<CatalogueItem, 'kind' | 'domain' | 'skills' | 'units'>;

/** What runs from the city through the communities to the grids, and back up by a whistle. */
export const orderItems: ServiceAuthor = (_, department) => {
  const common: Common = {
    kind: 'event',
    domain: 'party-and-people',
    skills: [],
    units: [department('office')],
  };
  return [...orderLevels(common), ...whistleKinds.map((kind) => whistle(common, kind, department))];
};

function orderLevels(common: Common): CatalogueItem[] {
  const orders = { zh: '一道令', en: 'One order' };
  return [
    {
      ...common,
      id: 'order',
      class: orders,
      name: { zh: '一道令', en: 'Order' },
      procedure: 'order',
      filingCondition: '全市统一部署、需要社区和网格逐级落实的任务',
      closingCondition: '各社区、网格均已签收、落实并反馈，经核验',
      limits: { issue: hours(2), handling: days(3), check: days(1), whole: days(5) },
    },
    {
      ...common,
      id: 'order-community',
      class: orders,
      name: { zh: '一道令·社区落实', en: 'Order, community' },
      procedure: 'order-community',
      filingCondition: '由一道令下达到社区',
      closingCondition: '社区签收、分解、落实并反馈',
      limits: { receipt: minutes(60), handling: days(2), whole: days(3) },
    },
    {
      ...common,
      id: 'order-grid',
      class: orders,
      name: { zh: '一道令·网格落实', en: 'Order, grid' },
      procedure: 'order-grid',
      filingCondition: '由社区分解到网格',
      closingCondition: '网格签收、落实并反馈',
      limits: { receipt: minutes(120), handling: days(1), whole: days(2) },
    },
  ];
}

function whistle(
  common: Common,
  [id, zh, en, duties]: WhistleKind,
  department: Parameters<ServiceAuthor>[1],
): CatalogueItem {
  return {
    ...common,
    id: `whistle-${id}`,
    class: { zh: '网格吹哨', en: 'Grid whistle' },
    name: { zh, en },
    procedure: 'whistle',
    domain: 'city-management',
    filingCondition: '网格发现、单靠网格和社区不能解决，需要部门到场',
    closingCondition: '部门报到、到场解决，网格确认',
    limits: {
      answer: minutes(30),
      call: minutes(30),
      'report-in': minutes(60),
      handling: hours(8),
      confirm: hours(2),
      whole: days(2),
    },
    units: [...new Set(duties.split(',').map(department))],
  };
}

type WhistleKind = [id: string, zh: string, en: string, duties: string];
const whistleKinds: WhistleKind[] = [
  ['law', '吹哨·联合执法', 'Whistle, enforcement', 'city,police,market'],
  ['rescue', '吹哨·应急抢险', 'Whistle, rescue', 'emergency,water,police'],
  ['service', '吹哨·民生服务', 'Whistle, service', 'civil,health,labour'],
  ['dispute', '吹哨·矛盾调处', 'Whistle, dispute', 'law,justice,police'],
];

/** 挂图作战: items of the year, reported on each month and quarter, struck off when done. */
export const reformItems: ServiceAuthor = (_, department) =>
  reformGroups.map(([id, zh, en, duties]): CatalogueItem => ({
    id: `reform-${id}`,
    class: { zh: '挂图作战', en: 'Reform items' },
    name: { zh, en },
    kind: 'event',
    domain: 'economy',
    procedure: 'reform-item',
    skills: [],
    filingCondition: '列入年度重点改革任务清单',
    closingCondition: '达到年度目标，依据齐全，经验收销号',
    limits: { monthly: months(1), quarterly: months(3), check: days(5), whole: months(12) },
    units: [...new Set(duties.split(',').map(department))],
  }));

const reformGroups: [id: string, zh: string, en: string, duties: string][] = [
  ['economy', '经济体制改革', 'Economy', 'development,finance'],
  ['farm', '农业农村改革', 'Countryside', 'farm,land'],
  ['approval', '放管服改革', 'Government service', 'approval,market'],
  ['law', '法治建设改革', 'Rule of law', 'law,justice'],
  ['society', '社会治理改革', 'Social governance', 'law,civil'],
  ['culture', '文化体制改革', 'Culture', 'publicity,party'],
  ['ecology', '生态文明改革', 'Ecology', 'ecology,water'],
  ['livelihood', '民生事业改革', 'Livelihood', 'health,labour'],
  ['party', '党建制度改革', 'Party building', 'party,office'],
  ['safety', '安全发展改革', 'Safety', 'emergency,police'],
];

/** 任务清单 of the 一长五员, by rhythm: a list is to be done before its period is over. A month is taken at its shortest. */
export const dutyItems: ServiceAuthor = (_, department) =>
  dutyRhythms.flatMap(([rhythm, every, amount]) =>
    [
      ['patrol', '巡查任务清单', 'Patrol list'] as const,
      ['collection', '信息采集任务清单', 'Collection list'] as const,
    ].map(([kind, zh, en]): CatalogueItem => ({
      id: dutyItemId(kind, rhythm),
      class: { zh: '任务清单', en: 'Duty lists' },
      name: { zh: `${zh}（${every.zh}）`, en: `${en}, ${every.en}` },
      kind: 'event',
      domain: 'party-and-people',
      procedure: 'duty-list',
      skills: [],
      filingCondition: '按岗位任务清单和周期生成',
      closingCondition: '清单事项逐项完成，问题已上报',
      limits: {
        handling: { amount, unit: 'calendar-day' },
        whole: { amount: amount + 1, unit: 'calendar-day' },
      },
      units: [department('office')],
    })),
  );

const dutyRhythms: [rhythm: Rhythm, every: Localized, days: number][] = [
  ['weekly', { zh: '每周', en: 'weekly' }, 7],
  ['monthly', { zh: '每月', en: 'monthly' }, 28],
  ['quarterly', { zh: '每季', en: 'quarterly' }, 90],
];
