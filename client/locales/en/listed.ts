import type { listedZh } from '../zh/listed.ts';

/** Words of fields that look an entry up in a long list. */
export const listedEn: typeof listedZh = {
  label: 'Entries of the list',
  search: 'Find among {n}: a matter or a department',
  reading: 'Reading the list…',
  failed: 'The list cannot be read now; try again',
  more: '{n} more: type on',
  none: 'Not on the list',
  way: { online: 'online', 'no-visit': 'no visit' },
};
