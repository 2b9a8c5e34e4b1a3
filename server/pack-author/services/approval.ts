import type { Limit } from '#shared/clock/calendar.ts';
import { must } from '#shared/kernel/must.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';
import { readTable } from '../tables.ts';

const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/** As many as the approval bureau of the largest county took over: 85. `counties` names the counties that list a row by their first letters. */
const table = readTable('./services/approvals.tsv');
const classes: Record<string, [zh: string, en: string]> = {
  entry: ['审批·市场准入', 'Approval, market entry'],
  estate: ['审批·不动产登记', 'Approval, real estate'],
  works: ['审批·投资建设', 'Approval, works'],
  city: ['审批·城市管理', 'Approval, city'],
  transport: ['审批·交通运输', 'Approval, transport'],
  farm: ['审批·农林水利', 'Approval, farming and water'],
  social: ['审批·社会事务', 'Approval, social affairs'],
};

/**
 * Work days for a company, a title to real estate and a construction permit: “2440” of Jiangyin and its towns, “3550” of the
 * province elsewhere.
 */
const promises: Record<string, Record<string, number>> = {
  jiangyin: { company: 2, estate: 4, works: 40 },
  xuxiake: { company: 2, estate: 4, works: 40 },
};
const provincial: Record<string, number> = { company: 3, estate: 5, works: 50 };

/** 许可事项. The whole limit is what the applicant is promised; acceptance and examination have theirs inside of it. */
export const approvalItems: ServiceAuthor = ({ identity }, department) =>
  table
    .filter((row) => row('counties').includes(identity.id.charAt(0)))
    .map((row): CatalogueItem => {
      const [zh, en] = must(classes[row('class')], `class ${row('class')}`);
      const promised = (promises[identity.id] ?? provincial)[row('promise')] ?? Number(row('days'));
      const co = row('co') === '' ? [] : row('co').split(',');
      return {
        id: `approval-${row('id')}`,
        class: { zh, en },
        name: { zh: row('zh'), en: row('en') },
        kind: 'event',
        domain: 'government-service',
        procedure: 'approval',
        skills: [],
        filingCondition: '申请材料齐全、符合法定形式，属于本机关职权',
        closingCondition: `${promised} 个工作日内作出准予或不予许可的书面决定并送达`,
        limits: within(promised),
        units: [...new Set([row('duty'), ...co].map(department))],
      };
    });

/** What an agent applies for in the name of a client. */
export const agencyLicence: ServiceAuthor = (_, department) => [
  {
    id: 'agency-licence',
    class: { zh: '审批·代办申请', en: 'Approval, through an agent' },
    name: { zh: '代办许可综合受理', en: 'Licence applied for by an agent' },
    kind: 'event',
    domain: 'government-service',
    procedure: 'approval',
    skills: [],
    filingCondition: '由代办员代申请人提交，材料齐全',
    closingCondition: '作出准予或不予许可的书面决定，由代办员送达',
    limits: within(5),
    units: [department('approval')],
  },
];

/** Acceptance takes an hour of what is done the same day, half a day up to five days, a day beyond. */
function within(promised: number): CatalogueItem['limits'] {
  if (promised <= 1) return { receiving: hours(1), handling: hours(4), whole: days(1) };
  const receiving = promised <= 5 ? hours(4) : days(1);
  return { receiving, handling: days(promised - 1), whole: days(promised) };
}
