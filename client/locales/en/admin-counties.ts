import type { adminCountiesZh } from '../zh/admin-counties.ts';

/** Counties of one server */
export const adminCountiesEn: typeof adminCountiesZh = {
  id: 'Id (in addresses)',
  code: 'Division code',
  name: 'Name',
  from: 'From',
  state: 'State',
  shipped: 'came with the server',
  open: 'open',
  atStart: 'opens at the next start',
  new: 'A new county from a folder',
  hint: 'Choose the ZIP of “Whole county”, or one of a folder made by docs/packs.md. It is tried first and every fault is named; then it is kept and opens when the server starts next. No other county is touched. Another id, code and name make a copy to practise with.',
  folder: 'Folder (ZIP that holds pack/ and map/)',
  asIs: 'empty: as it is',
  zh: 'Chinese name',
  en: 'English name',
  look: 'Try',
  keep: 'Keep as a new county',
  kept: 'Kept: it opens at the next start. The first administrator’s password will be in first-sign-in.json of the data folder',
  chooseFirst: 'Choose a ZIP first',
  lookFirst: 'It was changed: try it again',
  mend: 'Mend what is listed and choose it again',
};
