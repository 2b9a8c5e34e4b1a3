import type { adminCountiesZh } from '../zh/admin-counties.ts';

/** Counties of one server */
export const adminCountiesEn: typeof adminCountiesZh = {
  id: 'Id (in addresses)',
  code: 'Division code',
  name: 'Name',
  from: 'From',
  state: 'State',
  shipped: 'came with the server',
  acts: 'Acts',
  states: { open: 'open', 'read-only': 'looked at only', archived: 'archived', closed: 'closed' },
  to: { open: 'Open again', 'read-only': 'Look at only', archived: 'Archive' },
  told: {
    open: 'It opens at once on every server. No other county is touched.',
    'read-only':
      'It is looked at as before; nobody acts, reports or changes anything, and no readings are taken. It can be opened again at any time.',
    archived:
      'All its pages and doors close. Its ledger, records and files stay as they are; the administrator who brought it can open it again.',
  },
  why: 'Why (kept in the audit)',
  notYours: 'for the administrator who brought it',
  first: 'First sign-in codes',
  firstTitle: 'First sign-in codes of {county}',
  firstHint: 'Shown this once, good until {until}. Hand them over: each sets an own password with it.',
  new: 'A new county from a folder',
  hint: 'Choose the ZIP of “Whole county”, or one of a folder made by docs/packs.md. It is tried first and every fault is named; then it is kept and opens at once on every server. No other county is touched. Another id, code and name make a copy to practise with.',
  folder: 'Folder (ZIP that holds pack/ and map/)',
  asIs: 'empty: as it is',
  zh: 'Chinese name',
  en: 'English name',
  look: 'Try',
  keep: 'Keep as a new county',
  kept: 'Open. Get its first sign-in codes in the table above for its administrator and auditor',
  chooseFirst: 'Choose a ZIP first',
  lookFirst: 'It was changed: try it again',
  mend: 'Mend what is listed and choose it again',
};
