import { computed, inject, onScopeDispose, provide, ref, shallowRef, type InjectionKey, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';
import { openSensingApi } from '../../http/sensing-api.ts';
import { i18n, language, say as inLanguage } from '../../locales/i18n.ts';
import { loadGeodata } from '../../map/geodata.ts';
import { sliceMap, type SliceMap } from '../../map/slice-map.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { useReadings } from '../../stores/readings.ts';
import { useSensing } from '../../stores/sensing.ts';
import { openFeed } from '../../stream/open-feed.ts';
import { areaNames } from '../../telling/area-names.ts';
import { listNames } from '../../telling/list-names.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { askedScope, sliceOf } from '../../telling/slice.ts';
import { useNow } from '../../timing/now.ts';
import { alarmWords, type NamedAlarm } from '../../telling/alarm-words.ts';
import { rowsOf } from './sensor-rows.ts';

/** All that the parts of the sensing page share. Call it in the setup of the page. */
export function makeSensingRoom(setup: { api: Api; person: Person; pack: PackDigest }) {
  const { api, person, pack } = setup;
  const asked = askedScope(location.search);
  const slice = sliceOf(person, pack, asked);
  const sensing = useSensing();
  const readings = useReadings();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const sensingApi = openSensingApi(api.jurisdiction);
  const { drawn, gridName } = openGround(pack, slice.grids);
  const instruments = openInstruments(api, sensingApi, drawn);
  const feed = openFeed({
    jurisdiction: api.jurisdiction,
    channels: slice.scopes.map((one) => `sensing:${one}`),
    sensors: 'all',
    screen: `sensing ${person.id}`,
  });
  onScopeDispose(feed.close);
  const names = computed(() => packNames(index, language()));
  const say = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values);
  const lists = listNames(pack);
  return {
    api,
    sensingApi,
    person,
    pack,
    slice,
    sensing,
    readings,
    freshness,
    index,
    drawn,
    gridName,
    ...instruments,
    names,
    /** What a monitoring system is called. */
    systemName: lists.system,
    now: useNow(freshness.serverNow),
    mayAct: may(person, 'keep-alarms'),
    /** A row says its sensor's name as the record keeps it; the sensor says it in the language of the screen. */
    words: (alarm: NamedAlarm & { sensor: string }) =>
      alarmWords({ ...alarm, name: instruments.nameOf(alarm.sensor) ?? alarm.name }, say, {
        item: names.value.item,
        grid: gridName,
        system: (id) => (lists.isSystem(id) ? lists.system(id) : null),
      }),
    /** The sensor that is looked at, and the alarm. */
    sensor: ref<string | null>(null),
    alarm: ref<string | null>(null),
  };
}

/** The map of the part that is looked at, and the names of its grids. */
function openGround({ identity, units }: PackDigest, grids: readonly string[]) {
  const drawn = shallowRef<SliceMap | null>(null);
  loadGeodata(identity).then(
    (loaded) => (drawn.value = sliceMap(identity, loaded, grids)),
    () => undefined,
  );
  const named = areaNames(units);
  return {
    drawn,
    gridName: (id: string): string => named(id, drawn.value?.geodata.tree.byId.get(id)?.name ?? id),
  };
}

/** Sensors and the rules over them, as they were read last. */
function openInstruments(
  api: Pick<Api, 'sensors'>,
  sensingApi: Pick<ReturnType<typeof openSensingApi>, 'rules'>,
  drawn: Readonly<Ref<SliceMap | null>>,
) {
  const sensors = shallowRef<readonly (Sensor | null)[]>([]);
  const rules = shallowRef<readonly Rule[]>([]);
  const fault = shallowRef<Refusal | null>(null);
  async function load(): Promise<void> {
    const [list, told] = await Promise.all([api.sensors(), sensingApi.rules()]);
    fault.value = isRefusal(list) ? list : isRefusal(told) ? told : null;
    if (!isRefusal(list)) sensors.value = list;
    if (!isRefusal(told)) rules.value = told.rules;
  }
  void load();
  const rows = computed(() => {
    const tree = drawn.value?.geodata.tree;
    return rowsOf(sensors.value, ({ place }) => tree?.locate(place).map(({ id }) => id) ?? []);
  });
  const rowOf = computed(() => new Map(rows.value.map((row) => [row.sensor.id, row])));
  return {
    sensors,
    rules,
    fault,
    load,
    rows,
    rowOf,
    /** What a sensor is called; undefined: it is not known here. */
    nameOf(id: string): string | undefined {
      const row = rowOf.value.get(id);
      return row && inLanguage(row.sensor.name);
    },
    rulesOf: (sensor: Sensor): Rule[] =>
      rules.value.filter(({ on }) =>
        'quantity' in on ? on.quantity === sensor.quantity : on.sensor === sensor.id,
      ),
  };
}

export type SensingRoom = ReturnType<typeof makeSensingRoom>;

const roomKey: InjectionKey<SensingRoom> = Symbol('sensing');
export function provideSensingRoom(room: SensingRoom): SensingRoom {
  provide(roomKey, room);
  return room;
}
export function useSensingRoom(): SensingRoom {
  return must(inject(roomKey), 'the room of the sensing page');
}
