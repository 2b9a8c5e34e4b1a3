import type { crewsZh } from '../zh/crews.ts';

/** Words of those on duty, fences and ways. */
export const crewsEn: typeof crewsZh = {
  title: 'On duty',
  note: 'Places are recorded on duty only and deleted after their term; whoever looks at the way of somebody says what for, it is kept, and that person can see it',
  kinds: 'By post',
  vehicle: 'Vehicles',
  shown: 'On duty: people {people}, vehicles {vehicles} · {time}',
  none: 'Nobody tells a place at the moment',
  noneHint:
    'Shown once handsets and body recorders send positions by MQTT or HTTP; who is silent for 15 minutes counts as away',
  search: 'Find somebody on duty by number',
  more: '{n} more: narrow it down',
  post: 'Post',
  unit: 'Unit',
  grid: 'Grid',
  phone: 'Telephone',
  heard: 'Last place',
  fences: '{n} fences',
  by: {
    inside: 'Counts who is inside',
    outside: 'Counts who has left',
    absent: 'Counts minutes without anybody',
  },
  noFences:
    'No fences: an administrator adds one under Configuration → Sensors, with the field that the platform reads itself',
  track: {
    title: 'The way',
    open: 'Show the way',
    why: 'In words',
    whyHint: 'For example: when somebody came to a matter',
    from: 'From',
    hours: 'For',
    hoursOf: '{n} h',
    send: 'Record the look and show it',
    none: 'No places in this time',
    noneHint: 'Nothing is recorded off duty; kept for {days} days',
    sum: '{n} places · some {km} km · {gaps} gaps',
    thinned: '{all} places, {n} shown evenly',
    at: 'Instant',
    play: 'Play',
    pause: 'Pause',
    close: 'Close the way',
  },
};
