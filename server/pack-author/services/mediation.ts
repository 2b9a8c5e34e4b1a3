import type { CatalogueItem, Domain } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';

/** 矛盾纠纷. The level that takes it up is chosen at the desk; the county's department answers for what reaches it. */
const disputes: [id: string, zh: string, en: string, domain: Domain, duties: string][] = [
  ['family', '婚姻家庭纠纷', 'Family dispute', 'livelihood', 'justice,civil'],
  ['neighbour', '邻里纠纷', 'Dispute among neighbours', 'public-order', 'justice,police'],
  ['land', '土地山林承包纠纷', 'Land dispute', 'livelihood', 'farm,land,justice'],
  ['demolition', '征地拆迁纠纷', 'Dispute about expropriation', 'livelihood', 'land,housing,justice'],
  ['labour', '劳动争议', 'Labour dispute', 'livelihood', 'labour,justice'],
  ['wages', '讨薪纠纷', 'Dispute about wages', 'livelihood', 'labour,housing,justice'],
  ['medical', '医患纠纷', 'Medical dispute', 'livelihood', 'health,justice'],
  ['traffic', '道路交通事故纠纷', 'Dispute after a traffic accident', 'traffic', 'police,justice'],
  ['property', '物业纠纷', 'Property management dispute', 'livelihood', 'housing,justice'],
  ['consumer', '消费纠纷', 'Consumer dispute', 'market', 'market,justice'],
  ['debt', '合同债务纠纷', 'Dispute about debts', 'economy', 'justice'],
  ['ecology', '环境污染纠纷', 'Dispute about pollution', 'environment', 'ecology,justice'],
  ['school', '校园纠纷', 'Dispute at a school', 'livelihood', 'education,justice'],
];

export const mediationItems: ServiceAuthor = (_, department) =>
  disputes.map(([id, zh, en, domain, duties]): CatalogueItem => ({
    id: `dispute-${id}`,
    class: { zh: '矛盾纠纷', en: 'Disputes' },
    name: { zh, en },
    kind: 'event',
    domain,
    procedure: 'mediation',
    skills: ['调解'],
    filingCondition: '当事人申请或排查发现，属民间纠纷，当事人愿意调解',
    closingCondition: '达成协议并经回访履行，或调解不成并告知诉讼等途径',
    limits: { whole: { amount: 60, unit: 'calendar-day' } },
    units: [...new Set(duties.split(',').map(department))],
  }));
