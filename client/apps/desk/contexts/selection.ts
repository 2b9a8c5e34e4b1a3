import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { Point } from '#shared/geo/point.ts';
import type { Dossier } from '../dossier/dossier.ts';
import type { chosen } from '../../../forms/form.ts';
import { openContext } from './context.ts';

/** The matter on the table, what is known of it, and what is chosen beside it. */
export interface SelectionContext {
  selectedId: Dossier['selectedId'];
  detail: Dossier['detail'];
  incident: Dossier['incident'];
  /** How far the reading of it has come, and why it failed. */
  reading: Dossier['reading'];
  fault: Dossier['fault'];
  /** Where it lies: grids, who answers for the place. */
  located: Dossier['located'];
  /** Units it could go to (null: none are needed or read), and who of them is chosen. */
  suggestions: Dossier['suggestions'];
  choice: Dossier['choice'];
  chosenUnits: ComputedRef<ReturnType<typeof chosen>>;
  /** What may be the same matter, and which of it is chosen for merging. */
  duplicates: Dossier['duplicates'];
  twin: Ref<string | null>;
  /** Puts another matter on the table; null clears it. */
  select(id: string | null): Promise<void>;
  /** Reads ahead what the next key opens. */
  expect(id: string | null): Promise<void>;
  /** Reads it again. */
  load(id: string): Promise<void>;
  /** A place the map is to show that is no incident. */
  spot: ShallowRef<Point | null>;
  show(place: Point): void;
}
export const { provide: provideSelection, use: useSelection } = openContext<SelectionContext>('selection');
