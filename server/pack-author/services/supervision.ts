import type { Limit } from '#shared/clock/calendar.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';

const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/** 督办单 and 申诉: what supervision opens. */
export const supervisionItems: ServiceAuthor = (_, department) => {
  const common: Pick<CatalogueItem, 'class' | 'kind' | 'domain' | 'units' | 'skills'> = {
    class: { zh: '督查考核', en: 'Supervision' },
    kind: 'event',
    domain: 'government-service',
    units: [department('office')],
    skills: [],
  };
  const items: CatalogueItem[] = [
    {
      ...common,
      id: 'supervision-order',
      name: { zh: '督办单', en: 'Supervision order' },
      procedure: 'supervision-order',
      filingCondition: '事项逾期、推诿、返工或影响较大，需要责任单位限时答复',
      closingCondition: '责任单位答复并提供依据，经核验属实',
      limits: { sign: hours(4), handling: days(2), check: days(1), whole: days(5) },
    },
    {
      ...common,
      id: 'appeal',
      name: { zh: '扣分申诉', en: 'Appeal' },
      procedure: 'appeal',
      filingCondition: '责任单位对扣分有异议，在结果公布后提出',
      closingCondition: '经初核、复核、裁定三步作出决定并告知',
      limits: { check: days(2), review: days(2), decision: days(3), whole: days(10) },
    },
  ];
  return items;
};
