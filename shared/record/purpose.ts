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

/** Those for which the way that somebody went on duty is looked at. */
export const trackPurposes = [
  'matter',
  'emergency',
  'check',
  'request',
] as const satisfies readonly Purpose[];

/** What was done with what was shown: a list, a record opened, a field unmasked, a record changed, a file taken away, the way of somebody on duty. */
export const readActs = ['listed', 'opened', 'unmasked', 'changed', 'exported', 'tracked'] as const;
export type ReadAct = (typeof readActs)[number];
