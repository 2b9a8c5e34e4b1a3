import type { Limit } from '#shared/clock/calendar.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { ServiceAuthor } from '../service-author.ts';

const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const days = (amount: number): Limit => ({ amount, unit: 'work-day' });

/** What enterprises call for everywhere, and the departments that answer. */
const calls: [id: string, zh: string, en: string, duties: string][] = [
  ['policy', '惠企政策兑现', 'Promised benefits', 'development,finance'],
  ['project', '项目落地', 'Project on its way', 'development,land'],
  ['finance', '融资难', 'Finance', 'finance,development'],
  ['labour', '用工招聘', 'Recruiting', 'labour'],
  ['land', '用地厂房', 'Land and factories', 'land,housing'],
  ['power', '水电气保障', 'Power, water and gas', 'industry,housing'],
  ['transport', '物流通行', 'Haulage and access', 'transport,police'],
  ['environment', '环保指导', 'Advice on the environment', 'ecology'],
  ['safety', '安全生产指导', 'Advice on work safety', 'emergency'],
  ['market', '知识产权与质量', 'Intellectual property and quality', 'market'],
  ['talent', '人才与子女入学', 'Talent and schooling', 'labour,education'],
  ['trade', '外贸出口', 'Foreign trade', 'commerce'],
  ['innovation', '科技创新', 'Innovation', 'industry'],
  ['law', '法律服务', 'Legal service', 'justice'],
  ['approval', '证照办理', 'Licences', 'approval'],
  ['public-order', '周边治安', 'Public order around', 'police'],
];

/** The class of the catalogue that calls of enterprises belong to. */
export const callClass = { zh: '企呼我应', en: 'Enterprise calls' };

/** 企呼我应. Where there is a centre of service desks, each of them answers for its own trade, the centre helping. */
export const enterpriseItems: ServiceAuthor = (county, department) => {
  const common: Pick<CatalogueItem, 'class' | 'kind' | 'domain' | 'procedure' | 'skills'> = {
    class: callClass,
    kind: 'event',
    domain: 'economy',
    procedure: 'enterprise-call',
    skills: [],
  };
  const conditions = {
    filingCondition: '企业通过窗口、热线、应用或走访提出诉求',
    closingCondition: '责任单位答复并办理，企业评价',
  };
  const limits = { answer: hours(4), handling: days(3), whole: days(5) };
  const general = calls.map(([id, zh, en, duties]): CatalogueItem => ({
    ...common,
    ...conditions,
    id: `call-${id}`,
    name: { zh, en },
    limits,
    units: [...new Set(duties.split(',').map(department))],
  }));
  const desks = county.further.filter(({ kind }) => kind === 'enterprise');
  const own = desks.flatMap(({ prefix, parent, list }) =>
    list.split('\n').map((line, i): CatalogueItem => {
      const [zh = '', en = ''] = line.split(' | ');
      const name = { zh: zh.replace(/专区$/, '诉求'), en: en.replace(/ desk$/, '') };
      return {
        ...common,
        ...conditions,
        id: `call-${prefix}-${i + 1}`,
        name,
        limits: { ...limits, answer: hours(2) },
        units: [`${prefix}-${i + 1}`, parent],
      };
    }),
  );
  return [...own, ...general];
};
