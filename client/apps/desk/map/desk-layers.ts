import { computed, type ComputedRef, type Ref } from 'vue';
import type { Point } from '#shared/geo/point.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { incidentRow } from '#shared/views/incident-row.ts';
import { language, t } from '../../../locales/i18n.ts';
import { countyLayers } from '../../../map/county-layers.ts';
import { arcLayer } from '../../../map/layers/arcs.ts';
import { drawnLayer } from '../../../map/layers/drawn.ts';
import { incidentLayer } from '../../../map/layers/incidents.ts';
import { warnedLayer } from '../../../map/layers/warned.ts';
import { warningLayer } from '../../../map/layers/warnings.ts';
import { shown, type ShownLayer } from '../../../map/map-layer.ts';
import type { Drawing } from '../../../map/tools/drawing.ts';
import type { SliceMap } from '../../../map/slice-map.ts';
import { useLive } from '../contexts/live.ts';
import { useSeat } from '../contexts/seat.ts';
import { useSelection } from '../contexts/selection.ts';

/** A place that is picked or asked about: drawn as a pretend row of this id. */
export const markedId = 'picked';

/** Of a matter whose units are being chosen: they would leave now. */
const unsent = { queue: 'work', fedBack: [], unsigned: [], suspended: false };

/** All open matters as points, the selected one named with its units. */
export function useDeskLayers(map: {
  drawn: Readonly<Ref<SliceMap | null>>;
  /** Somebody picks a place: the place so far. */
  picking: () => boolean;
  picked: () => Point | null;
  /** Where somebody asks who answers. */
  asked: Readonly<Ref<Point | null>>;
  drawing: Readonly<Ref<Drawing | null>>;
  resources: () => ShownLayer;
  beats: (on: SliceMap) => ShownLayer;
  crews: (on: SliceMap) => ShownLayer;
}): ComputedRef<ShownLayer[]> {
  const { index } = useSeat();
  const { board, slowNow } = useLive();
  const { incident, selectedId, suggestions, chosenUnits } = useSelection();
  const marked = (): Point | null => (map.picking() ? map.picked() : map.asked.value);
  const rows = computed(() => [...board.incidents.values()]);
  const units = computed(() => [...index.units.values()]);
  const warnings = computed(() => [...board.warnings.values()]);
  /** The selected matter as it is drawn: with the units that have it, or those chosen to get it. */
  const named = computed((): IncidentRow[] => {
    const procedure = incident.value && index.procedures.get(incident.value.procedure);
    if (!incident.value || !procedure || map.picking()) return [];
    const row = incidentRow(incident.value, procedure);
    const { lead, co } = chosenUnits.value;
    return [
      suggestions.value && lead !== null ? { ...row, ...unsent, lead, co, nodeSince: slowNow.value } : row,
    ];
  });
  const points = computed(() => {
    const [like] = rows.value;
    const place = marked();
    if (!place || !like) return rows.value;
    const title = t(map.picking() ? 'desk.report.place' : 'duty.point.title');
    return [...rows.value, { ...like, ...place, id: markedId, title, overdue: false }];
  });
  const ringed = computed(() => (map.picking() || marked() ? markedId : selectedId.value));
  return computed(() => {
    if (!map.drawn.value) return [];
    const { geodata } = map.drawn.value;
    return [
      ...countyLayers(geodata, language(), undefined, units.value),
      shown(warnedLayer, { rows: warnings.value, geodata }),
      map.beats(map.drawn.value),
      map.resources(),
      map.crews(map.drawn.value),
      shown(arcLayer, {
        incidents: named.value,
        units: index.units,
        language: language(),
        now: slowNow.value,
        arrives: t('desk.map.arrives', { n: '{n}' }),
      }),
      shown(incidentLayer, { rows: points.value, named: named.value, selected: ringed.value }),
      shown(drawnLayer, { drawing: map.drawing.value }),
      shown(warningLayer, { rows: warnings.value, tree: geodata.tree }),
    ];
  });
}
