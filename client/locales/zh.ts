import { everywhereZh } from './zh-everywhere.ts';
import { officesZh } from './zh-offices.ts';

export const zh = {
  ...everywhereZh,
  ...officesZh,
};
