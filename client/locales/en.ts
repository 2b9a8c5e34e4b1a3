import { everywhereEn } from './en-everywhere.ts';
import { officesEn } from './en-offices.ts';

export const en = {
  ...everywhereEn,
  ...officesEn,
};
