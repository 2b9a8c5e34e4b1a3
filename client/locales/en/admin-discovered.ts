import type { adminDiscoveredZh } from '../zh/admin-discovered.ts';

/** Sensors that are heard and not known */
export const adminDiscoveredEn: typeof adminDiscoveredZh = {
  hint: 'Sensors that a source reports and the county does not have. Adopt them like a similar one: on the wall within ten seconds.',
  none: 'No unknown sensors',
  noneHint: 'Readings with an unknown id appear here; at most 1,000 a county, gathered anew after a restart.',
  all: 'All',
  sensor: 'Id',
  source: 'Source',
  value: 'Last value',
  between: 'Range',
  count: 'Count',
  every: 'Every',
  last: 'Last heard',
  seconds: '{n} s',
  adopt: 'Adopt',
  adoptCount: 'Adopt {n} sensors',
  like: 'A similar sensor (its system, quantity and range)',
  chooseLike: 'Choose a similar sensor first',
  zh: 'Chinese name',
  en: 'English name',
  placeHint:
    'Without a name the id stands; without a place that of the similar sensor. The grid follows from the place.',
  clear: 'Put away',
};
