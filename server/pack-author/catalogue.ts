import type { Limit } from '#shared/clock/calendar.ts';
import { must } from '#shared/kernel/must.ts';
import type { CatalogueItem, Domain } from '#shared/pack/schema.ts';
import type { County } from './county.ts';
import { readTable } from './tables.ts';

const items = readTable('./catalogue.tsv');
const classes: Record<string, [zh: string, en: string]> = {
  'city-look': ['市容环境', 'City look'],
  'street-order': ['街面秩序', 'Street order'],
  building: ['规划建设', 'Building'],
  'road-asset': ['公用设施', 'Public works'],
  greenery: ['园林绿化', 'Greenery'],
  transport: ['道路运输', 'Road haulage'],
  pollution: ['生态环境', 'Environment'],
  river: ['水利防汛', 'Water'],
  farm: ['农业农村', 'Farming'],
  traffic: ['交通秩序', 'Traffic'],
  'public-safety': ['公共安全', 'Public safety'],
  'work-safety': ['安全生产', 'Work safety'],
  market: ['市场监管', 'Market'],
  labour: ['劳动保障', 'Labour'],
  welfare: ['民生救助', 'Welfare'],
  utility: ['水电物业', 'Utilities'],
  order: ['矛盾治安', 'Disputes and order'],
  economy: ['经济运行', 'Economy'],
  service: ['政务服务', 'Government service'],
  people: ['党建群团', 'Party and people'],
};

/** How often an item is reported, against the others. */
export const weightOf = new Map(items.map((row) => [row('id'), Number(row('weight'))]));

/** The county's catalogue: common items with its own departments and, where it has them, its own grades. */
export function makeCatalogue(county: County): CatalogueItem[] {
  const department = departmentOf(county);
  return items.map((row) => {
    const [zh, en] = must(classes[row('class')], `class ${row('class')}`);
    const skills = row('skills').split(',');
    return {
      id: row('id'),
      class: { zh, en },
      name: { zh: row('zh'), en: row('en') },
      kind: row('kind') === 'asset' ? 'asset' : 'event',
      domain: row('domain') as Domain,
      procedure: 'standard',
      filingCondition: row('filing'),
      closingCondition: row('closing'),
      ...limitsOf(row('limit'), county.grades),
      units: [...new Set(row('duties').split(',').map(department))],
      skills,
    };
  });
}

/** Duties that every county has a unit of its own for, in place of a department. */
export const rescueUnits: Readonly<Record<string, string>> = { fire: 'fire-brigade', medical: 'medical-120' };

/** The department, or the unit of rescue, that has a duty of the common tables in this county. */
export function departmentOf(county: County): (duty: string) => string {
  const departments = new Set(county.departments.split('\n').map((line) => line.split(' ', 1)[0] ?? ''));
  return (duty) => {
    const rescue = rescueUnits[duty];
    if (rescue !== undefined) return rescue;
    const key = county.duties[duty] ?? duty;
    if (!departments.has(key)) throw new Error(`${county.identity.id}: nobody has the duty ${duty}`);
    return `dept-${key}`;
  };
}

const minutes = (amount: number): Limit => ({ amount, unit: 'urgent-minute' });

/**
 * Urgent matters are filed and dispatched within 10 minutes, others within 30; the check takes an hour in town and two outside.
 * `2u` is two hours round the clock, `4h` four work hours, `5d` five work days. The whole life gets what the stages add up to.
 * Where matters have grades, what is urgent or done within two hours is simple (at once), up to a day ordinary (the same day), and
 * complex beyond (five days).
 */
function limitsOf(code: string, grades: boolean): Pick<CatalogueItem, 'limits' | 'outside' | 'grade'> {
  const amount = Number.parseInt(code, 10);
  const urgent = code.endsWith('u');
  const early = minutes(urgent ? 5 : 15);
  const outside = { check: minutes(120) };
  const stages = { filing: early, dispatch: early, check: minutes(60) };
  if (urgent)
    return {
      limits: {
        ...stages,
        handling: minutes(amount * 60),
        whole: minutes(amount * 60 + 2 * early.amount + outside.check.amount),
      },
      outside,
      ...(grades && { grade: 'simple' as const }),
    };
  const inHours = code.endsWith('h');
  const unit = inHours ? 'work-hour' : 'work-day';
  const grade = inHours ? (amount <= 2 ? 'simple' : 'ordinary') : amount === 1 ? 'ordinary' : 'complex';
  const whole = { amount: amount + (inHours ? 3 : 1), unit } as const;
  return {
    limits: { ...stages, handling: { amount, unit }, whole },
    outside,
    ...(grades && { grade }),
  };
}
