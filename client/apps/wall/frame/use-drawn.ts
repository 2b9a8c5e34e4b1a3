import { computed, type ComputedRef, type Ref } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import { t } from '../../../locales/i18n.ts';
import type { ShownLayer } from '../../../map/map-layer.ts';
import type { MapMode } from '../../../map/map-modes.ts';
import type { Drawing } from '../../../map/tools/drawing.ts';
import type { County } from '../county.ts';
import type { MapContent, WallScene } from '#shared/wall/scenes/scene.ts';
import { filledBy, useMapLayers } from './map-layers.ts';
import type { WallRows } from './map-view.ts';
import { useSurroundings } from './surroundings.ts';

/** Who is under way is moved on this often. */
const soonMs = 5_000;

/** What of a wall's rows its map draws: by the scene, by what was taken off from elsewhere, and by what a hand chose. */
export function useDrawn(parts: {
  county: () => County;
  scene: () => WallScene;
  focus: ComputedRef<string | null>;
  chosen: Readonly<Ref<string | null>>;
  rows: WallRows;
  drawing: Readonly<Ref<Drawing | null>>;
  resources: () => ShownLayer;
  crews: () => ShownLayer;
  mode: Readonly<Ref<MapMode>>;
  now: Readonly<Ref<number>>;
  /** Open incidents as the replicas hold them. */
  truth: () => readonly IncidentRow[];
  isHidden: (content: MapContent) => boolean;
}) {
  const { county, scene, focus, chosen, rows, isHidden } = parts;
  const arrives = (): string => t('wall.map.arrives', { n: '{n}' });
  const soon = computed(() => Math.floor(parts.now.value / soonMs) * soonMs);
  const has = (content: MapContent): boolean => scene().layers.includes(content) && !isHidden(content);
  const selected = computed(() => chosen.value ?? (scene().map === 'matter' ? focus.value : null));
  /** Matters that carry their name: the one that is ringed, and the weightiest where arcs are drawn. */
  const named = computed(() => {
    const most = rows.key.value.slice(0, 6).map(({ row }) => row);
    const one = rows.events.value.find(({ id }) => id === selected.value);
    if (scene().map === 'matter' || !has('arcs')) return one ? [one] : [];
    return one ? [one, ...most.filter(({ id }) => id !== one.id)] : most;
  });
  const around = useSurroundings(county, has, focus);
  return {
    has,
    near: around.cameras,
    layers: useMapLayers({
      county,
      scene,
      around,
      rows,
      named,
      selected,
      has,
      soon,
      arrives,
      drawing: parts.drawing,
      resources: parts.resources,
      crews: parts.crews,
      mode: parts.mode,
    }),
    truthOfFill: (): ShownLayer =>
      filledBy(county(), has('fill') && parts.mode.value === 'cells' ? parts.truth() : []),
  };
}
