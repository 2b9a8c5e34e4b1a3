import type { Limit } from '#shared/clock/calendar.ts';
import type { ServiceAuthor } from '../service-author.ts';

const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/** 转移职能任务: what a county orders of the bodies that carry its functions. */
export const handedItems: ServiceAuthor = (county, department) =>
  county.functions
    ? [
        {
          class: { zh: '职能转移', en: 'Handed functions' },
          kind: 'event',
          domain: 'government-service',
          id: 'handed-task',
          name: { zh: '转移职能任务', en: 'Task of a handed function' },
          procedure: 'handed-task',
          filingCondition: '列入职能转移目录并已签订承接协议的事项，需要承接机构限时完成',
          closingCondition: '承接机构提交成果，经验收通过并评价',
          limits: { issue: hours(4), sign: hours(8), handling: days(10), check: days(3), whole: days(15) },
          units: [department('office')],
          skills: [],
        },
      ]
    : [];
