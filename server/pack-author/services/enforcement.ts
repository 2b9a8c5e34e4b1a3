import type { Limit } from '#shared/clock/calendar.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { County } from '../county.ts';
import type { ServiceAuthor } from '../service-author.ts';
import { readTable } from '../tables.ts';
import { kindsOfField } from './objects.ts';

const calendarDays = (amount: number): Limit => ({ amount, unit: 'calendar-day' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/** Kinds of cases that come up often, two to five a field. The powers one by one are on the list of `listed.ts`. */
const table = readTable('./services/enforcement.tsv');

/** Field → names, the duty that guides it, and the word by which a squad of that field is known. */
const fields: Record<string, [zh: string, en: string, duty: string, squad: RegExp]> = {
  city: ['城市管理', 'city', 'city', /城市管理|城乡建设/],
  construction: ['住房建设', 'construction', 'housing', /城乡建设|城市管理/],
  land: ['自然资源', 'land', 'land', /国土/],
  market: ['市场监管', 'market', 'market', /市场/],
  transport: ['交通运输', 'transport', 'transport', /交通/],
  farm: ['农业农村', 'farming', 'farm', /农/],
  water: ['水利', 'water', 'water', /水利/],
  safety: ['安全生产', 'work safety', 'emergency', /安全|应急/],
  health: ['卫生健康', 'health', 'health', /卫生/],
  ecology: ['生态环境', 'environment', 'ecology', /生态/],
  culture: ['文化旅游', 'culture', 'culture', /文化/],
  education: ['教育', 'education', 'education', /教育/],
  civil: ['民政', 'civil affairs', 'civil', /民政/],
  labour: ['人力社保', 'labour', 'labour', /人力/],
};

/** The class of the catalogue that the cases of a field are in. */
export function classOfField(field: string): Localized {
  const [zh, en] = must(fields[field], `field ${field}`);
  return { zh: `执法·${zh}`, en: `Enforcement, ${en}` };
}
/** The duty that guides a field. */
export const dutyOfField = (field: string): string => must(fields[field], `field ${field}`)[2];

/** Squads of a field; where squads share the area and not the fields, all of them. */
function squadsOf({ squads }: County, word: RegExp): string[] {
  const names = squads.split('\n').map((line, i) => ({ id: `squad-${i + 1}`, line }));
  const shared = names.every(({ line }) => /执法[一二三四五]/.test(line));
  return names.filter(({ line }) => shared || word.test(line)).map(({ id }) => id);
}

/** A town takes over the powers of 13 departments; the market stays with the branch office. */
const inTown = (field: string): boolean => field !== 'market';

export const enforcementItems: ServiceAuthor = (county, department) => {
  const listed = table.filter((row) => county.wide !== 'self' || inTown(row('field')));
  const common = { kind: 'event', domain: 'public-order', procedure: 'enforcement', skills: [] } as const;
  const cases = listed.map((row): CatalogueItem => {
    const [, , duty, word] = must(fields[row('field')], `field ${row('field')}`);
    const squads = squadsOf(county, word);
    const amount = Number(row('days'));
    return {
      ...common,
      skills: ['执法'],
      id: `case-${row('id')}`,
      name: { zh: row('zh'), en: row('en') },
      class: classOfField(row('field')),
      filingCondition: '有违法线索，属于本机关管辖，未超过追责期限',
      closingCondition: '处罚决定执行完毕，或依法不予处罚、移送、终结，案卷齐全',
      limits: { handling: calendarDays(amount), whole: calendarDays(amount + 30) },
      units: squads.length > 0 ? squads : [department(duty)],
    };
  });
  return [
    ...cases,
    {
      ...common,
      skills: ['执法'],
      id: 'inspection-case',
      name: { zh: '抽查发现问题', en: 'Found by a random inspection' },
      class: { zh: '执法·双随机', en: 'Enforcement, random inspection' },
      filingCondition: '双随机抽查发现涉嫌违法',
      closingCondition: '依法处理完毕，结果计入信用',
      limits: { handling: calendarDays(90), whole: calendarDays(120) },
      units: squadsOf(county, /./),
    },
    ...inspections(county, [...groupBy(listed, (row) => row('field')).keys()]),
    ...listings(department('market')),
  ];
};

/** 异常名录 and 失信名单: the office of the market proposes; what inspections and cases propose goes to the squad that leads there. */
function listings(unit: string): CatalogueItem[] {
  const common = {
    kind: 'event',
    domain: 'market',
    class: { zh: '信用监管', en: 'Credit supervision' },
  } as const;
  return [
    {
      ...common,
      units: [unit],
      skills: [],
      id: 'abnormal-listing',
      name: { zh: '经营异常名录', en: 'List of abnormal operation' },
      procedure: 'abnormal-listing',
      filingCondition: '未按期年报、未按责令公示、公示信息弄虚作假，或者通过登记的住所无法联系',
      closingCondition: '列入事由消除并准予移出，或者异议成立撤销列入',
      limits: { handling: days(20), whole: calendarDays(1_825) },
    },
    {
      ...common,
      units: [unit],
      skills: [],
      id: 'dishonesty-listing',
      name: { zh: '严重违法失信名单', en: 'List of grave dishonesty' },
      procedure: 'dishonesty-listing',
      filingCondition: '违法行为性质恶劣、情节严重、社会危害较大，受到较重行政处罚',
      closingCondition: '列入满三年，或者满一年后信用修复准予移出，或者异议成立撤销列入',
      limits: { handling: days(30), whole: calendarDays(1_200) },
    },
  ];
}

/** 双随机一公开: one plan for each field that a squad inspects and for which there is something to inspect. */
function inspections(county: County, listed: readonly string[]): CatalogueItem[] {
  return listed.flatMap((field): CatalogueItem[] => {
    const [zh, en, , word] = must(fields[field], field);
    const units = squadsOf(county, word);
    const draws = kindsOfField(field);
    if (units.length === 0 || draws.length === 0) return [];
    return [
      {
        id: `random-${field}`,
        class: { zh: '双随机一公开', en: 'Random inspection' },
        name: { zh: `${zh}双随机抽查`, en: `Random inspection, ${en}` },
        kind: 'event',
        domain: 'market',
        procedure: 'random-inspection',
        skills: ['执法'],
        filingCondition: `年度抽查计划内，对象为${draws.join('、')}`,
        closingCondition: '检查完成、结果在 20 个工作日内公示，发现的问题处理完毕',
        limits: { handling: days(10), whole: days(60) },
        units,
        draws,
      },
    ];
  });
}
