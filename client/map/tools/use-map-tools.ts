import { computed, shallowRef } from 'vue';
import type { Point } from '#shared/geo/point.ts';
import {
  areaOfDrawing,
  begun,
  ended,
  metresOf,
  withCorner,
  withoutLast,
  type Drawing,
  type MapTool,
} from './drawing.ts';

/** What a hand draws on one map. While a tool is taken, clicks belong to it. */
export function useMapTools() {
  const drawing = shallowRef<Drawing | null>(null);
  const set = (change: (before: Drawing) => Drawing): void => {
    if (drawing.value) drawing.value = change(drawing.value);
  };
  return {
    drawing,
    tool: computed((): MapTool | null => drawing.value?.tool ?? null),
    /** The area as the pointer would leave it. */
    area: computed(() => drawing.value && areaOfDrawing(drawing.value)),
    metres: computed(() => (drawing.value ? metresOf(drawing.value) : 0)),
    /** Takes a tool, or lays it down when it is the one that is held. */
    choose(tool: MapTool): void {
      drawing.value = drawing.value?.tool === tool ? null : begun(tool);
    },
    /** Whether the click was the tool's. */
    corner(place: Point): boolean {
      set((before) => withCorner(before, place));
      return drawing.value !== null;
    },
    hover: (pointer: Point): void => set((before) => (before.done ? before : { ...before, pointer })),
    /** The second click of a double one has set a corner of its own. */
    double: (): void => set((before) => (before.done ? before : ended(withoutLast(before)))),
    end: (): void => set(ended),
    undo: (): void => set(withoutLast),
    /** Lays the tool down. Whether there was one. */
    leave(): boolean {
      const was = drawing.value !== null;
      drawing.value = null;
      return was;
    },
  };
}
export type MapTools = ReturnType<typeof useMapTools>;
