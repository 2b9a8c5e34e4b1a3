import type { CatalogueItem, Staff, Unit } from '#shared/pack/schema.ts';
import type { County } from '../county.ts';
import type { AuthorGround } from '../ground.ts';
import type { ServiceAuthor } from '../service-author.ts';

/** 帮办代办. The agent of the place takes it on; the service centre answers for what nobody takes. */
const matters: [id: string, zh: string, en: string, days: number][] = [
  ['company', '企业开办帮办', 'Opening a company', 3],
  ['project', '重大投资项目代办', 'A large investment project', 40],
  ['estate', '不动产登记帮办', 'Real estate registration', 6],
  ['insurance', '社保医保代办', 'Social and medical insurance', 3],
  ['civil', '民政救助代办', 'Civil affairs and aid', 5],
  ['household', '户籍证件代办', 'Household papers', 5],
  ['farm', '涉农补贴代办', 'Farm subsidies', 5],
  ['pension', '养老待遇认证代办', 'Proof for a pension', 2],
  ['disabled', '残疾人事务上门代办', 'Matters of the disabled, at home', 5],
  ['payment', '缴费代办', 'Payments', 1],
];

export const agencyItems: ServiceAuthor = (_, department) =>
  matters.map(([id, zh, en, amount]): CatalogueItem => ({
    id: `agency-${id}`,
    class: { zh: '帮办代办', en: 'Agency' },
    name: { zh, en },
    kind: 'event',
    domain: 'government-service',
    procedure: 'agency',
    skills: [],
    filingCondition: '在代办清单之内，群众或企业自愿委托',
    closingCondition: '办理结果送达委托人并经评价',
    limits: {
      take: { amount: 2, unit: 'work-hour' },
      handling: { amount, unit: 'work-day' },
      whole: { amount: amount + 1, unit: 'work-day' },
    },
    units: [department('approval')],
  }));

/**
 * The people at the counters: 综合窗口 where the county counts them, and 代办员 of three levels, eight at the service centre and
 * one in every town and community. Agents serve the area of their unit and have no grid to patrol. They get their phones after
 * everybody else.
 */
export function makeCounters({ windows = 0 }: County, units: readonly Unit[], ground: AuthorGround): Staff[] {
  const agent = (unit: string, name: string, n: string): Staff => ({
    id: `${unit}-agent${n && `-${n}`}`,
    name: `${name} 代办员${n}`,
    post: 'agent',
    unit,
    phone: ground.phone(),
  });
  const window = (unit: string, name: string, n: number): Staff => ({
    id: `${unit}-window-${n}`,
    name: `${name} 综合窗口 ${String(n).padStart(2, '0')}`,
    post: 'handler',
    unit,
    phone: ground.phone(),
  });
  return units.flatMap(({ id, kind, name }) => {
    if (id === 'dept-approval')
      return [
        ...Array.from({ length: windows }, (_, i) => window(id, name.zh, i + 1)),
        ...Array.from({ length: 8 }, (_, i) => agent(id, name.zh, `${i + 1}`)),
      ];
    return kind === 'town' || kind === 'community' ? [agent(id, name.zh, '')] : [];
  });
}
