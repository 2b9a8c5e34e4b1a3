import type { mapContents } from '../order.ts';
import type { Areas, LayoutId, SceneId } from '../../pack/wall.ts';

/** A scene of the wall: a row of data. What it is called stands in the texts under its id. */
export interface WallScene {
  id: SceneId;
  /** Which panel stands where, in each shape of a wall. */
  layouts: Readonly<Record<LayoutId, Areas>>;
  /** What the map looks at: the place that is shown, or the matter in focus. */
  map: 'place' | 'matter';
  /** What lies on the map besides the land: sensors, warnings, units under way, cameras near the matter, its surroundings. */
  layers: readonly MapContent[];
}
export type MapContent = (typeof mapContents)[number];
