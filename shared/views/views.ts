import { boardView } from './board.ts';
import type { RowOf } from './definition.ts';
import { finishView } from './finish.ts';
import { flowView } from './flow.ts';
import { presenceView } from './presence.ts';
import { sensingView } from './sensing.ts';

/** Every view by its name, as channels are called. */
export const views = {
  board: boardView,
  finish: finishView,
  flow: flowView,
  sensing: sensingView,
  presence: presenceView,
};
export type Views = typeof views;
export type ViewName = keyof Views;
export const viewNames = Object.keys(views) as ViewName[];

/** Views that every instant of the past has. */
export type RememberedView = {
  [V in ViewName]: Views[V]['remembered'] extends true ? V : never;
}[ViewName];
export const isRemembered = (view: ViewName): view is RememberedView => views[view].remembered;

export type TableName = { [V in ViewName]: keyof Views[V]['tables'] }[ViewName];
/** The row of a table by its name: tables of one name have one row. */
export type TableRow<T extends TableName> = {
  [V in ViewName]: T extends keyof Views[V]['tables'] ? RowOf<Views[V], T> : never;
}[ViewName];
