import { incident } from './board.ts';
import { defineView } from './definition.ts';

/** Closed incidents that wait to be evaluated and archived, by id. */
export const finishView = defineView({
  remembered: true,
  tables: { incident: { row: incident, merge: 'each' } },
});

/** As many as a desk shows: the newest. The others are found by search. */
export const mostFinishing = 200;
