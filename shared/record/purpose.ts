/**
 * What personal records are looked at for. Without one none is shown: the law wants a purpose that is clear beforehand (Personal
 * Information Protection Law, article 6).
 */
export const purposes = [
  'matter',
  'call',
  'visit',
  'confirm',
  'service',
  'check',
  'emergency',
  'request',
] as const;
export type Purpose = (typeof purposes)[number];

/** What was done with what was shown: a list, a record opened, a field unmasked, a record changed, a file taken away. */
export const readActs = ['listed', 'opened', 'unmasked', 'changed', 'exported'] as const;
export type ReadAct = (typeof readActs)[number];
