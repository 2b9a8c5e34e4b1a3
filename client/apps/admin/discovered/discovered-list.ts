import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { DiscoveredSensor, PackPreview } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openAsking } from '../../../http/asking.ts';
import { adopted, likest, type Adoption } from './adopt.ts';

/** Sensors that wait in the tray, those that are chosen, and how they are adopted: tried first, published together. */
export function openDiscovered(admin: AdminApi) {
  const rows = shallowRef<readonly DiscoveredSensor[] | null>(null);
  const why = ref('');
  const preview = shallowRef<PackPreview | null>(null);
  const { busy, refusal, answerTo } = openAsking();
  const { asked, ...choosing } = openChoosing(admin, rows);
  const { chosen, like } = choosing;
  // The list is read again all the time: only what would be written counts.
  watch(
    () => JSON.stringify(asked.value),
    () => (preview.value = null),
  );

  async function read(): Promise<void> {
    const answer = await admin.discovered();
    if (isRefusal(answer)) refusal.value = answer;
    else rows.value = answer;
  }
  return {
    rows,
    ...choosing,
    why,
    preview,
    refusal,
    busy,
    read,
    async look(): Promise<void> {
      preview.value = await answerTo('look', () =>
        admin.previewChange({ rows: asked.value, applies: 'open' }),
      );
    },
    async adopt(): Promise<boolean> {
      const written = await answerTo('write', () =>
        admin.changePack({ rows: asked.value, applies: 'open', why: why.value.trim() }),
      );
      if (!written) return false;
      chosen.value = [];
      like.value = why.value = '';
      await read();
      return true;
    },
    async clear(): Promise<void> {
      const left = await answerTo('clear', () => admin.clearDiscovered(chosen.value));
      if (left) rows.value = left;
      chosen.value = [];
    },
  };
}

/** Which of them are adopted, each with what was typed for it, after the likeness of a sensor that is there. */
function openChoosing(admin: AdminApi, rows: Readonly<Ref<readonly DiscoveredSensor[] | null>>) {
  const sensors = shallowRef<readonly Sensor[]>([]);
  const chosen = ref<string[]>([]);
  const said = new Map<string, Adoption>();
  const like = ref('');
  /** What was typed for a sensor stays while it is chosen and the list is read again. */
  function saidOf(sensor: string): Adoption {
    const made = said.get(sensor) ?? reactive<Adoption>({ zh: '', en: '', lng: null, lat: null });
    said.set(sensor, made);
    return made;
  }
  const taken = computed(() =>
    (rows.value ?? [])
      .filter(({ sensor }) => chosen.value.includes(sensor))
      .map((heard) => ({ ...heard, said: saidOf(heard.sensor) })),
  );
  const template = computed(() => sensors.value.find(({ id }) => id === like.value));
  const asked = computed(() => {
    const from = template.value;
    if (!from) return [];
    return taken.value.map((heard) => {
      const body = adopted(from, heard, heard.said);
      return { part: 'sensors', key: heard.sensor, was: 0, body };
    });
  });
  watch(chosen, () => {
    const [first] = taken.value;
    if (like.value === '' && first) like.value = likest(sensors.value, first)?.id ?? '';
  });
  return {
    sensors,
    chosen,
    like,
    taken,
    template,
    asked,
    async readSensors(): Promise<void> {
      const answer = await admin.configured('sensors');
      if (!isRefusal(answer)) sensors.value = answer.map(({ body }) => body as Sensor);
    },
  };
}
export type DiscoveredList = ReturnType<typeof openDiscovered>;
