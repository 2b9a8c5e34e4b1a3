import { must } from '#shared/kernel/must.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import { callClass } from './services/enterprise.ts';
import { readTable, type Row } from './tables.ts';

/** 涉企审批服务: what is approved, and by the letters of `acts` what can be asked for it (issue, change, renewal…). */
const services = readTable('./listed/services.tsv');
/** 增值服务 beyond approvals. */
const valueAdded = readTable('./listed/value-added.tsv');
const acts = new Map(readTable('./listed/acts.tsv').map((row) => [row('code'), row]));
/** The 大类 of service, each with the 板块 it belongs to. */
const areas = new Map(readTable('./listed/areas.tsv').map((row) => [row('id'), row]));

/** What a centre of service desks does for enterprises: each approval with each of its acts, then the value-added services. */
export function makeEnterpriseServices(county: County): ListedItem[] {
  const department = departmentOf(county);
  const desks = new Set(
    county.further.flatMap(({ prefix, list }) => list.split('\n').map((_, i) => `${prefix}-${i + 1}`)),
  );
  const common = (row: Row): Pick<ListedItem, 'unit' | 'class' | 'area'> => {
    const area = must(areas.get(row('kind')), `area ${row('kind')}`);
    return {
      unit: desks.has(row('duty')) ? row('duty') : department(row('duty')),
      class: callClass.zh,
      area: { zh: `${area('plate-zh')} · ${area('zh')}`, en: `${area('plate-en')} · ${area('en')}` },
    };
  };
  const approvals = services.flatMap((row) =>
    Array.from(row('acts'), (code): ListedItem => {
      const act = must(acts.get(code), `act ${code}`);
      return {
        id: `approval-${row('id')}-${act('id')}`,
        list: 'enterprise-approval',
        name: { zh: `${row('zh')} · ${act('zh')}`, en: `${row('en')}: ${act('en')}` },
        ...common(row),
      };
    }),
  );
  const added = valueAdded.map((row): ListedItem => ({
    id: `value-${row('id')}`,
    list: 'value-added',
    name: { zh: row('zh'), en: row('en') },
    ...common(row),
  }));
  return [...approvals, ...added];
}
