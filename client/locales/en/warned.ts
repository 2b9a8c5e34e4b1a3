import type { warnedZh } from '../zh/warned.ts';

/** Warnings in effect: phones and the public page. */
export const warnedEn: typeof warnedZh = {
  title: 'Warnings',
  whole: 'Everywhere',
  unread: '{n} warnings to read',
  read: 'Read',
  kept: 'Read (to be sent)',
  since: 'since {time}',
  until: 'until {time}',
  inEffect: 'Warnings in effect',
  advice: 'What to do',
};
