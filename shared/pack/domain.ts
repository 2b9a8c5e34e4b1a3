export const domains = [
  'public-safety',
  'environment',
  'city-management',
  'traffic',
  'water',
  'work-safety',
  'market',
  'livelihood',
  'public-order',
  'economy',
  'government-service',
  'party-and-people',
] as const;
/** The 12 domains of the running indicators. */
export type Domain = (typeof domains)[number];
