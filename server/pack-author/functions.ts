import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { Staff, Unit } from '#shared/pack/schema.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import type { AuthorGround } from './ground.ts';
import { readTable, type Row } from './tables.ts';

/** 政府职能转移目录: 154 functions that society can carry, `bodies` of them handed to so many; and 95 of communities. */
const functions = readTable('./listed/functions.tsv');
const ofCommunities = readTable('./listed/community-functions.tsv');
/** Bodies that stand among a county's further units already, by the function that they carry. */
const known: Readonly<Record<string, string>> = {
  'testing-1': 'society-1',
  'health-1': 'society-2',
  'industry-1': 'society-3',
  'aid-1': 'society-4',
};
/** When contracts run, by turns. */
const terms = [
  ['2025-01-01', '2026-12-31'],
  ['2025-07-01', '2027-06-30'],
  ['2026-01-01', '2027-12-31'],
] as const;

const named = (row: Row): Localized => ({ zh: row('zh'), en: row('en') });
const area = (row: Row): Localized => ({ zh: row('area'), en: row('area-en') });

function bodiesOf(row: Row): string[] {
  const id = row('id');
  const one = known[id];
  if (one !== undefined) return [one];
  return Array.from({ length: Number(row('bodies')) }, (_, i) => `body-${id}-${i + 1}`);
}

/** The two lists of a county that hands functions on. */
export function makeFunctions(county: County): ListedItem[] {
  if (!county.functions) return [];
  const department = departmentOf(county);
  const handed = functions.map((row, i): ListedItem => {
    const bodies = bodiesOf(row);
    const [from, until] = must(terms[i % terms.length], 'term');
    const item = {
      id: `function-${row('id')}`,
      list: 'function' as const,
      name: named(row),
      unit: department(row('duty')),
      area: area(row),
    };
    return bodies.length === 0 ? item : { ...item, bodies, from, until };
  });
  const own = ofCommunities.map((row): ListedItem => ({
    id: `community-${row('id')}`,
    list: 'community-function',
    name: named(row),
    unit: department(row('duty')),
    area: area(row),
  }));
  return [...handed, ...own];
}

const counted = ['一', '二', '三'] as const;

/** 承接机构: the bodies that carry functions, each named by what it carries; no association is invented. */
export function makeBodies(county: County, ground: AuthorGround): Unit[] {
  if (!county.functions) return [];
  const department = departmentOf(county);
  const seat = must(ground.grid.byId.get(county.seat), county.seat);
  return functions.flatMap((row) => {
    const bodies = bodiesOf(row).filter((id) => id.startsWith('body-'));
    return bodies.map((id, i): Unit => {
      const [zh, en] = bodies.length === 1 ? ['', ''] : [`（${counted[i] ?? ''}）`, ` ${i + 1}`];
      const name = { zh: `${row('zh')}承接机构${zh}`, en: `Body for: ${row('en')}${en}` };
      const [place, phone] = [ground.near(seat), ground.phone()];
      return { id, name, kind: 'society', parent: department(row('duty')), place, phone, skills: [] };
    });
  });
}

/** Who answers at each of them. */
export function makeBodyStaff(bodies: readonly Unit[], ground: AuthorGround): Staff[] {
  return bodies.map(({ id, name }): Staff => {
    const post = 'handler';
    return { id: `${id}-handler`, name: `${name.zh} 经办员`, post, unit: id, phone: ground.phone() };
  });
}
