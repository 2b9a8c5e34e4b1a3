import type { Actor } from '../access/person.ts';
import type { Calendar } from '../clock/calendar.ts';
import type { Point } from '../geo/point.ts';
import type { ListedItem } from '../procedure/listed.ts';
import type { CatalogueItem, Policy } from '../pack/schema.ts';
import type { ClockName, Procedure } from '../procedure/schema.ts';
import type { UnitKind } from '../procedure/unit-kind.ts';
import type { Lot } from './draw.ts';
import type { Incident, Told } from './incident.ts';

/** All that a decision may look at. Nothing here waits, and `now` is handed in. */
export interface DecideContext {
  now: number;
  actor: Actor;
  jurisdiction: string;
  calendar: Calendar;
  policy: Pick<Policy, 'grades' | 'town' | 'supervision'>;
  procedure(id: string): Procedure | undefined;
  item(id: string): CatalogueItem | undefined;
  /** Undefined when there is no such unit. */
  unitKind(id: string): UnitKind | undefined;
  /** An entry of the pack's lists. */
  listed(id: string): ListedItem | undefined;
  /** Whether the actor stands above a unit. */
  isAbove(unit: string): boolean;
  /** The command centre's unit: it answers for what nobody was given yet. */
  centre: string;
  /** Grid chain of a place, widest first; empty outside of the jurisdiction. */
  chain(place: Point): string[];
  /** Cells of the next level inside of a grid, with a point in each. */
  cellsIn(grid: string): { id: string; name: string; centre: Point }[];
  /** A cell of the grid with all that hold it; undefined when there is none of that id. */
  area(grid: string): Area | undefined;
  /** The area a unit answers for; undefined for units without one. */
  areaOf(unit: string): Area | undefined;
  /** Where the command centre is: the place of what has none. */
  home: Point;
  responsible(grids: readonly string[]): Incident['responsible'];
  /** The community, else the town, that answers for a chain of grids. */
  unitOfPlace(grids: readonly string[]): string | undefined;
  /** The number the next incident gets. */
  newId(): string;
  /** Another incident of the jurisdiction, for merging. */
  incident(id: string): Incident | undefined;
  /** Share of a limit that an emergency leaves; 1 in peace. */
  pace(item: string, clock: ClockName): number;
  /** Hash of the ledger's last entry: nobody could know it before. */
  head(): string;
  /** What can be drawn by lot for a catalogue item. */
  pool(from: 'objects' | 'officers', item: CatalogueItem): Drawable[];
  /** Whom to tell for a unit. */
  told(unit: string): Told;
  /** Levels above the unit responsible, lowest first; `to` is null where nobody holds the post. */
  ladder(incident: Incident): Rung[];
}

/** What may be drawn: an officer of a unit, or a place to be inspected with what its subject's credit is at that instant. */
export interface Drawable extends Lot {
  name: string;
  unit?: string;
  place?: Point;
  record?: string;
  grade?: 'A' | 'B' | 'C' | 'D';
}

/** A cell of the grid as a place. */
export interface Area {
  name: string;
  centre: Point;
  /** Its chain, widest first and itself last. */
  grids: string[];
}

export interface Rung {
  level: string;
  to: Told | null;
}
