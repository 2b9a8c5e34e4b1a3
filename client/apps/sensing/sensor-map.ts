import { computed, type ComputedRef, type Ref } from 'vue';
import type { Sensor } from '#shared/pack/schema.ts';
import { language } from '../../locales/i18n.ts';
import { countyLayers } from '../../map/county-layers.ts';
import { abnormalLayer } from '../../map/layers/abnormal.ts';
import { sensorLayer } from '../../map/layers/sensors.ts';
import { shown, type ShownLayer } from '../../map/map-layer.ts';
import { isOnline, type SensorRow } from './sensor-rows.ts';
import { useSensingRoom } from './sensing-room.ts';

/** The sensors of some rows on the map, those that are heard lit. */
export function useSensorMap(shownRows: Readonly<Ref<readonly SensorRow[]>>): ComputedRef<ShownLayer[]> {
  const { rows, sensing, readings, drawn, now, pack } = useSensingRoom();
  const size = computed(() => 1 + Math.max(-1, ...rows.value.map(({ ordinal }) => ordinal)));
  const places = computed(() => {
    const list: (Sensor | null)[] = Array.from({ length: size.value }, () => null);
    for (const { ordinal, sensor } of shownRows.value) list[ordinal] = sensor;
    return list;
  });
  const heard = computed(() => {
    // The columns of readings are filled in place; the totals change with them.
    void sensing.systems;
    const flags = new Uint8Array(size.value);
    for (const { ordinal, sensor } of shownRows.value)
      flags[ordinal] = isOnline(sensor.everyMs, readings.columns.at[ordinal] ?? 0, now.value) ? 1 : 0;
    return flags;
  });
  const abnormal = computed(() => [...sensing.abnormal.values()]);
  return computed(() => {
    if (!drawn.value) return [];
    const { geodata } = drawn.value;
    return [
      ...countyLayers(geodata, language(), undefined, pack.units),
      shown(sensorLayer, { sensors: places.value, geodata }, heard.value),
      shown(abnormalLayer, { rows: abnormal.value }),
    ];
  });
}
