import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { lists, type ListedItem } from '#shared/procedure/listed.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import { makeFunctions } from './functions.ts';
import { makeEnterpriseServices } from './listed-services.ts';
import { classOfField, dutyOfField } from './services/enforcement.ts';
import { readTable } from './tables.ts';

/** 行政处罚事项 of 13 fields: as many as one town took over from 13 departments. */
const powers = readTable('./listed/powers.tsv');
/** 政务服务、社会管理、巡查执法 of 38 departments: as many as one town's grid carries. */
const affairs = readTable('./listed/affairs.tsv');

/** The long lists of a county: what its officers may punish, and where they are counted the services to enterprises or the matters of the grid. */
export function makeListed(county: County): ListedItem[] {
  const department = departmentOf(county);
  const named = (row: (column: string) => string): Localized => ({ zh: row('zh'), en: row('en') });
  const own = powers.map((row): ListedItem => ({
    id: `power-${row('id')}`,
    list: 'power',
    name: named(row),
    unit: department(dutyOfField(row('field'))),
    class: classOfField(row('field')).zh,
  }));
  if (county.enterpriseServices) return [...own, ...makeEnterpriseServices(county), ...makeFunctions(county)];
  if (!county.affairs) return own;
  const ofGrid = affairs.map((row): ListedItem => {
    const list = must(
      lists.find((one) => one === row('list')),
      row('list'),
    );
    const way = row('way');
    return {
      id: `affair-${row('id')}`,
      list,
      name: named(row),
      unit: department(row('duty')),
      ...((way === 'online' || way === 'no-visit') && { way }),
    };
  });
  return [...own, ...ofGrid];
}

/** Stands wherever something is looked up in the lists. */
export function listedNotice({ affairs: counted, enterpriseServices }: County): Localized {
  if (enterpriseServices)
    return {
      zh: '清单条目为演示编写：公开材料只给出数目（1612 项涉企审批服务、229 项增值服务，11 个板块、21 个大类），没有给出名称；职能转移目录 154 项（85 项由 92 个机构承接）、下放社区 95 项同样只有数目，其中“船舶检测”“一校一医一室”见于材料；处罚事项不是本地的权责清单。',
      en: 'Entries are written for demonstration: the source gives their numbers (1,612 approval services and 229 value-added services for enterprises, 11 fields with 21 areas), not their names; of the 154 functions (85 carried by 92 bodies) and the 95 of communities it names two; the powers are not the list of this place.',
    };
  return counted
    ? {
        zh: '清单条目为演示编写：公开材料只给出数目（647 项处罚事项，38 个部门 961 项事务，187 项网上办、105 项不见面），没有给出名称。',
        en: 'Entries are written for demonstration: the source gives their numbers (647 powers; 961 matters of 38 departments; 187 online, 105 without a visit), not their names.',
      }
    : {
        zh: '清单条目为演示编写，不是本地的权责清单。',
        en: 'Entries are written for demonstration; they are not the list of this place.',
      };
}
