import { ref, watch } from 'vue';
import type { Point } from '#shared/geo/point.ts';
import type { Spot } from '#shared/grid/area.ts';
import type { Picked } from '../../../map/county-map.ts';
import { useMapTools } from '../../../map/tools/use-map-tools.ts';
import type { GridTable } from './grid-table.ts';

/** What a click on the map does. */
export type Tool = 'edit' | 'split' | 'merge' | 'draw';

const spotOf = (text: string): Spot => {
  const [lng = NaN, lat = NaN] = text.split(' ').map(Number);
  return [lng, lat];
};
const asSpot = ({ lng, lat }: Point): Spot => [lng, lat];
const arrows: Readonly<Record<string, Spot>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Steps of the map's own grid that an arrow key moves a corner: one or two metres. */
const nudge = 4;

/** A hand at the map of grids: what clicks and keys do there by the tool that is taken. */
export function useGridHand(table: GridTable) {
  const tool = ref<Tool>('edit');
  const drawn = useMapTools();

  function take(next: Tool): void {
    tool.value = next;
    drawn.leave();
    table.hold(null);
    if (next === 'split') drawn.choose('distance');
    if (next === 'draw') drawn.choose('polygon');
  }
  /** The grid in which a drawing begins: the new one stands below the same grid. */
  const besideOf = (corners: readonly Point[]): string =>
    corners.map((place) => table.tree.locate(place).at(-1)?.id).find((id) => id !== undefined) ?? '';
  /** A line or a ring that is done is a stroke. */
  watch(drawn.drawing, (drawing) => {
    if (!drawing?.done) return;
    const corners = drawing.corners.map(asSpot);
    if (tool.value === 'split') table.split(corners);
    else table.drawNew(corners, table.chosen.value ?? besideOf(drawing.corners));
    take('edit');
  });
  function pick({ kind, id, place }: Picked): void {
    if (drawn.corner(place)) return;
    if (tool.value === 'merge' && kind === 'cell') return table.merge(id);
    const from = table.held.value;
    if (from) {
      table.hold(null);
      return table.move(from, kind === 'corner' ? spotOf(id) : asSpot(place));
    }
    if (kind === 'corner') table.hold(spotOf(id));
    else if (kind === 'middle') table.add(spotOf(id));
    else if (kind === 'cell') table.choose(id);
  }
  /** True when the key was the map's. */
  function press({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    const corner = table.held.value;
    const arrow = arrows[key];
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'z') (shiftKey ? table.redo : table.undo)();
    else if (key === 'Escape') take('edit');
    else if (key === 'Enter' && drawn.drawing.value) drawn.end();
    else if (key === 'Delete' && corner) table.drop(corner);
    else if (arrow && corner) {
      const [x, y] = table.steps.scale;
      table.move(corner, [corner[0] + arrow[0] * x * nudge, corner[1] + arrow[1] * y * nudge]);
    } else return false;
    return true;
  }
  return { tool, drawn, take, pick, press };
}
