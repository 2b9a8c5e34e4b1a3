import type { Limit } from '#shared/clock/calendar.ts';
import type { CatalogueItem, Domain } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';

const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/**
 * The twelve 一件事. Longgang's account names two of them, the surroundings of schools and illegal building in housing estates;
 * the other ten are matters of the same kind that such a county joins several departments for.
 */
// prettier-ignore
const matters: [id: string, zh: string, en: string, domain: Domain, duties: string, days: number, goal: string][] = [
  ['school-surroundings', '校园周边安全', 'Around schools', 'public-safety', 'police,market,city,transport', 5, '校门周边无占道、无三无食品、无隐患，通行有序'],
  ['estate-building', '小区违建执法监管', 'Illegal building in estates', 'city-management', 'city,housing,land', 10, '违建停建拆除，物业报告到位'],
  ['noise', '噪声扰民', 'Noise', 'environment', 'ecology,police,city', 5, '噪声达标，投诉人确认'],
  ['catering-fumes', '餐饮油烟', 'Kitchen fumes', 'environment', 'ecology,market,city', 10, '净化设施到位并运行，排放达标'],
  ['waste-water', '企业偷排漏排', 'Secret discharge', 'environment', 'ecology,water,emergency', 5, '排口封堵，溯源清楚，责任到人'],
  ['group-rental', '群租房整治', 'Crowded rental housing', 'public-safety', 'police,housing,emergency', 10, '隔断拆除，消防合格，租住登记完整'],
  ['small-places', '九小场所消防', 'Fire safety of small premises', 'work-safety', 'emergency,police,market', 5, '隐患清零，通道畅通，器材有效'],
  ['wage-arrears', '欠薪处置', 'Unpaid wages', 'livelihood', 'labour,housing,police', 5, '工资足额支付或进入法律程序'],
  ['market-order', '农贸市场规范', 'Food market order', 'market', 'market,city,farm', 10, '证照齐全，快检公示，占道清零'],
  ['dirt-trucks', '渣土运输监管', 'Dirt trucks', 'city-management', 'city,transport,police', 5, '车辆密闭、路线合规、抛洒清理'],
  ['river-banks', '河岸乱占乱倒', 'River banks', 'water', 'water,city,farm', 10, '侵占清退，垃圾清运，责任河长确认'],
  ['old-people', '独居老人关爱', 'Old people living alone', 'livelihood', 'civil,health,labour', 5, '走访到位，需求办结，联系人明确'],
];

/** 一件事 and the task of each department in it. */
export const jointItems: ServiceAuthor = (_, department) => {
  const common: Pick<CatalogueItem, 'class' | 'kind' | 'skills'> = {
    class: { zh: '一件事', en: 'One matter' },
    kind: 'event',
    skills: [],
  };
  const list = matters.map(([id, zh, en, domain, duties, amount, goal]): CatalogueItem => ({
    ...common,
    id: `joint-${id}`,
    name: { zh: `${zh}一件事`, en },
    domain,
    procedure: 'one-matter',
    filingCondition: '涉及两个以上部门，单个部门不能一次办成',
    closingCondition: goal,
    limits: { filing: hours(2), handling: days(amount), check: days(1), whole: days(amount + 2) },
    units: [...new Set(duties.split(',').map(department))],
  }));
  return [
    ...list,
    {
      ...common,
      id: 'department-task',
      name: { zh: '一件事部门任务', en: 'Department task' },
      domain: 'government-service',
      procedure: 'department-task',
      filingCondition: '一件事立项后由中心派单',
      closingCondition: '本部门职责内的工作办结并反馈',
      limits: { sign: hours(2), handling: days(3), whole: days(4) },
      units: [department('office')],
    },
  ];
};
