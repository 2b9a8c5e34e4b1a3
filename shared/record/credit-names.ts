import type { Localized } from '../kernel/localized.ts';
import type { CreditWhat } from './credit.ts';

const two = (zh: string, en: string): Localized => ({ zh, en });

/** What the entries of a credit dossier are called. */
export const creditNames: Readonly<Record<CreditWhat, Localized>> = {
  warning: two('警告', 'Warning'),
  fine: two('罚款', 'Fine'),
  'large-fine': two('较大数额罚款', 'Large fine'),
  confiscation: two('没收', 'Confiscation'),
  suspension: two('暂扣、停产停业', 'Suspension'),
  revocation: two('吊销', 'Revocation'),
  removal: two('限期拆除', 'Removal ordered'),
  spared: two('不予处罚', 'Spared'),
  'no-violation': two('检查未见违法', 'Inspected, no violation'),
  'open-case': two('在查', 'Under examination'),
  licence: two('有效证照', 'Valid licence'),
  abnormal: two('列入经营异常名录', 'In the list of abnormal operation'),
  dishonest: two('列入严重违法失信名单', 'In the list of grave dishonesty'),
  ordered: two('责令限期改正', 'Ordered to put it right'),
  corrected: two('检查当场改正', 'Put right at once'),
  approval: two('行政许可', 'Approval granted'),
};
