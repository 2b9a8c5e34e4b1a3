import type { Limit } from '#shared/clock/calendar.ts';
import { must } from '#shared/kernel/must.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';
import { readTable } from '../tables.ts';

const days = (amount: number): Limit => ({ amount, unit: 'work-day' });
/** The items of assistance of the eight classes. */
const table = readTable('./services/assistance.tsv');
const classes: Record<string, [zh: string, en: string]> = {
  living: ['救助·基本生活', 'Assistance, basic living'],
  medical: ['救助·医疗', 'Assistance, medical'],
  education: ['救助·教育', 'Assistance, education'],
  housing: ['救助·住房', 'Assistance, housing'],
  work: ['救助·就业', 'Assistance, work'],
  disaster: ['救助·受灾', 'Assistance, disaster'],
  urgent: ['救助·临时', 'Assistance, urgent'],
  care: ['救助·特殊群体', 'Assistance, special groups'],
};

/** The twelve duties that were brought together in the centre for social assistance; a county with fewer departments has fewer units. */
const duties = [
  ...['civil', 'health', 'labour', 'education', 'housing', 'justice'],
  ...['emergency', 'farm', 'finance', 'development', 'police', 'transport'],
];

/** 社会救助: whatever is applied for, the unit in charge leads and all of the others are asked as well. */
export const assistanceItems: ServiceAuthor = (_, department) =>
  table.map((row): CatalogueItem => {
    const [zh, en] = must(classes[row('class')], `class ${row('class')}`);
    const amount = Number(row('days'));
    return {
      id: `aid-${row('id')}`,
      class: { zh, en },
      name: { zh: row('zh'), en: row('en') },
      kind: 'event',
      domain: 'livelihood',
      procedure: 'assistance',
      skills: [],
      filingCondition: '困难群众本人申请、主动发现或村社区代为提出，并授权核对家庭经济状况',
      closingCondition: '各救助单位全部答复，救助或不予救助的决定已送达并回访',
      limits: { handling: days(amount), whole: days(amount + 5) },
      units: [...new Set([row('duty'), ...duties].map(department))],
    };
  });
