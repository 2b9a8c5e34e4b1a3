import { shallowRef, watch } from 'vue';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Camera, Sensor } from '#shared/pack/schema.ts';
import { t } from '../../../locales/i18n.ts';
import { countIn } from '../../../map/tools/drawing.ts';
import type { MapTools } from '../../../map/tools/use-map-tools.ts';
import { useLive } from '../contexts/live.ts';
import { useSeat } from '../contexts/seat.ts';
import { useSelection } from '../contexts/selection.ts';

/** What lies in the area that somebody drew on the desk's map. Devices are asked for when the first tool is taken. */
export function useDeskArea(tools: MapTools) {
  const { api, index } = useSeat();
  const { board } = useLive();
  const { select } = useSelection();
  const [sensors, cameras] = [shallowRef<readonly (Sensor | null)[]>([]), shallowRef<readonly Camera[]>([])];
  const stop = watch(tools.tool, async (tool) => {
    if (tool === null) return;
    stop();
    const [devices, seen] = await Promise.all([api.sensors(), api.cameras()]);
    if (!isRefusal(devices)) sensors.value = devices;
    if (!isRefusal(seen)) cameras.value = seen;
  });
  const matters = () => {
    const area = tools.area.value;
    return area ? countIn(area, board.incidents.values(), (row) => (row.grids.length > 0 ? row : null)) : [];
  };
  return {
    counts() {
      const area = tools.area.value;
      if (!area) return [];
      const open = matters();
      const late = open.filter(({ overdue }) => overdue).length;
      const count = {
        matters: open.length,
        late,
        sensors: countIn(area, sensors.value, (one) => one?.place ?? null).length,
        cameras: countIn(area, cameras.value, ({ place }) => place).length,
        units: countIn(area, index.units.values(), ({ place }) => place).length,
      };
      return Object.entries(count).map(([id, n]) => ({
        id,
        label: t(`map.count.${id}`),
        count: n,
        rose: id === 'late' && n > 0,
        opens: id === 'matters' || id === 'late',
      }));
    },
    /** Opens the matter of the area that has been due longest. */
    open(id: string): void {
      const [first] = matters()
        .filter(({ overdue }) => overdue || id === 'matters')
        .toSorted((a, b) => a.dueAt - b.dueAt);
      if (first) void select(first.id);
    },
  };
}
