/** What kinds of units a jurisdiction has. */
export const unitKinds = [
  'centre',
  'department',
  'town',
  'community',
  'squad',
  'enterprise',
  'society',
] as const;
export type UnitKind = (typeof unitKinds)[number];
