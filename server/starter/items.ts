import type { Domain } from '#shared/pack/domain.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { Limit } from '#shared/clock/calendar.ts';

/** Items that most counties have, so that a new one can begin before its own list is brought. */
export interface StarterItem {
  id: string;
  class: Localized;
  name: Localized;
  domain: Domain;
  whole: Limit;
  asset?: true;
  /** Whether citizens may report it. */
  public?: false;
}

const days = (amount: number): Limit => ({ amount, unit: 'work-day' });
const hours = (amount: number): Limit => ({ amount, unit: 'work-hour' });
const urgent = (amount: number): Limit => ({ amount, unit: 'urgent-minute' });
const look = { zh: '市容环境', en: 'City look' };
const works = { zh: '公用设施', en: 'Public works' };
const traffic = { zh: '交通秩序', en: 'Traffic' };
const water = { zh: '水务防汛', en: 'Water' };
const safety = { zh: '公共安全', en: 'Public safety' };
const life = { zh: '民生服务', en: 'Livelihood' };
const order = { zh: '社会秩序', en: 'Public order' };

export const starterItems: readonly StarterItem[] = [
  item('rubbish', look, '暴露垃圾', 'Rubbish in the open', 'city-management', hours(8)),
  item('illegal-dumping', look, '违规倾倒', 'Illegal dumping', 'city-management', days(3)),
  item('graffiti', look, '乱涂写乱张贴', 'Graffiti', 'city-management', days(5)),
  item('street-stall', look, '占道经营', 'Street stall in the way', 'city-management', hours(4)),
  asset('pothole', works, '路面坑洼', 'Pothole', 'city-management', days(5)),
  asset('manhole', works, '井盖缺损', 'Manhole cover missing or broken', 'public-safety', urgent(240)),
  asset('street-light', works, '路灯不亮', 'Street light out', 'city-management', days(3)),
  asset('tree', works, '树木倒伏断枝', 'Fallen tree or branch', 'city-management', hours(8)),
  asset('sign', traffic, '交通标志损坏', 'Traffic sign damaged', 'traffic', days(3)),
  item('illegal-parking', traffic, '违规停车', 'Illegal parking', 'traffic', hours(4)),
  asset('signal', traffic, '信号灯故障', 'Traffic signal out', 'traffic', urgent(120)),
  item('water-leak', water, '供水管漏水', 'Water main leak', 'water', urgent(480)),
  item('sewer', water, '污水冒溢', 'Sewer overflow', 'water', hours(8)),
  item('flooding', water, '道路积水', 'Flooded road', 'water', urgent(120)),
  item('gas-smell', safety, '燃气异味', 'Smell of gas', 'public-safety', urgent(60)),
  item('fire-hazard', safety, '消防隐患', 'Fire hazard', 'public-safety', days(1)),
  item('unsafe-building', safety, '房屋安全隐患', 'Unsafe building', 'work-safety', days(3)),
  item('noise', order, '噪声扰民', 'Noise', 'environment', days(2)),
  item('air', order, '空气异味扬尘', 'Smell or dust in the air', 'environment', days(3)),
  item('animal', order, '动物问题', 'Animal', 'public-order', days(2)),
  item('dispute', order, '邻里纠纷', 'Dispute between neighbours', 'public-order', days(7)),
  item('heating', life, '供暖供热问题', 'No heat or hot water', 'livelihood', days(1)),
  item('housing', life, '住房维修', 'Housing repair', 'livelihood', days(7)),
  item('shop', life, '商户经营问题', 'Complaint about a shop', 'market', days(7)),
  item('service', life, '政务服务咨询', 'Question about a public service', 'government-service', days(2)),
];

function item(id: string, of: Localized, zh: string, en: string, domain: Domain, whole: Limit): StarterItem {
  return { id, class: of, name: { zh, en }, domain, whole };
}
function asset(...all: Parameters<typeof item>): StarterItem {
  return { ...item(...all), asset: true };
}
