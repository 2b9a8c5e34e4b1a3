import type { Localized } from '#shared/kernel/localized.ts';
import { planTypes, type Plan, type ResponseLevel, type WatchPolicy } from '#shared/pack/plan.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import { readTable, type Row } from './tables.ts';

const table = groupBy(readTable('./plans.tsv'), (row) => row('type'));

/** Plan cards from general practice, with the county's own departments in their parts. */
export function makePlans(county: County): Plan[] {
  return planTypes.flatMap((type) => {
    const rows = table.get(type);
    return rows
      ? [
          makePlan(
            type,
            groupBy(rows, (row) => row('row')),
            departmentOf(county),
          ),
        ]
      : [];
  });
}

function makePlan(
  type: Plan['type'],
  rows: ReadonlyMap<string, Row[]>,
  department: (duty: string) => string,
): Plan {
  const all = (kind: string): Row[] => must(rows.get(kind), `${kind} of the plan ${type}`);
  const head = must(all('plan')[0], type);
  const [items = '', urgentItems = ''] = head('items').split(';');
  const posts = new Set(all('post').map((row) => row('id')));
  const from = (row: Row): ResponseLevel => row('from') as ResponseLevel;
  return {
    id: head('id'),
    type,
    name: named(head),
    items: items.split(','),
    urgentItems: urgentItems === '' ? [] : urgentItems.split(','),
    levels: all('level').map((row) => ({ level: row('id') as ResponseLevel, when: named(row) })),
    steps: all('step').map((row) => ({
      id: row('id'),
      text: named(row),
      withinMinutes: Number(row('minutes')),
      from: from(row),
      who: posts.has(row('who')) ? row('who') : department(row('who')),
    })),
    // A department that has two of the duties is called once.
    units: [...groupBy(all('unit'), (row) => department(row('id')))].map(([unit, duties]) => ({
      unit,
      task: {
        zh: duties.map((row) => row('zh')).join('、'),
        en: duties.map((row) => row('en')).join('; '),
      },
      from: from(must(duties[0], unit)),
    })),
    resources: all('resource').map((row) => ({ name: named(row), unit: department(row('who')) })),
    posts: all('post').map((row) => ({
      id: row('id'),
      name: named(row),
      people: [
        ...new Set(
          row('who')
            .split(',')
            .map((who) => personOf(who, department)),
        ),
      ],
    })),
  };
}

const named = (row: Row): Localized => ({ zh: row('zh'), en: row('en') });

/** A leader or a chief by number, or the liaison of a department. */
function personOf(who: string, department: (duty: string) => string): string {
  return /-\d+$/.test(who) ? who : `${department(who)}-liaison`;
}

/** Two shifts a day, and three crews that take them in turn: a chief, a leader on call and four seats each. */
export const watchPolicy: WatchPolicy = {
  shifts: [
    { id: 'day', name: { zh: '白班', en: 'Day shift' }, from: 480 },
    { id: 'night', name: { zh: '夜班', en: 'Night shift' }, from: 1200 },
  ],
  crews: [0, 1, 2].map((crew) => [
    ...[`chief-${crew + 1}`, `leader-${crew + 1}`],
    ...[1, 2, 3, 4].map((seat) => `duty-${crew * 4 + seat}`),
  ]),
  pace: 0.5,
};
