import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import {
  areaFaults,
  layoutIds,
  usualWall,
  type Areas,
  type LayoutId,
  type PanelId,
  type SceneId,
  type WallPolicy,
} from '#shared/pack/wall.ts';
import type { PlaylistRow } from '#shared/pack/playlist.ts';
import type { ConfiguredRow, PackPreview } from '#shared/wire/configuration.ts';
import { areasOf, cellsOf, placed, without, type Place } from '#shared/wall/compose.ts';
import { scenes } from '#shared/wall/scenes/scenes.ts';
import { openAsking } from '../../../http/asking.ts';
import type { AdminRoom } from '../admin-room.ts';

type SceneRow = WallPolicy['scenes'][number];
/** Scenes with a plan; the time machine is any of them at another instant. */
export const composable = (id: SceneId): id is Exclude<SceneId, 'replay'> => id !== 'replay';

/** The walls of a county as somebody composes them: nothing is written before it is looked at and said why. */
export function openSceneDraft({ admin, pack }: Pick<AdminRoom, 'admin' | 'pack'>) {
  const draft = shallowRef<WallPolicy>(pack.policy.wall ?? usualWall);
  const preview = shallowRef<PackPreview | null>(null);
  const change = (next: WallPolicy): void => {
    draft.value = next;
    preview.value = null;
  };
  const composing = openComposing(draft, change);
  const { scene } = composing;
  return {
    draft,
    preview,
    ...composing,
    ...openOrder(draft, scene, change),
    ...openWriting(admin, draft, preview),
    setPlaylist(rows: readonly PlaylistRow[]): void {
      const { playlist: _, ...rest } = draft.value;
      change(rows.length > 0 ? { ...rest, playlist: [...rows] } : rest);
    },
    setRotate: (rotate: boolean): void => change({ ...draft.value, rotate }),
  };
}
export type SceneDraft = ReturnType<typeof openSceneDraft>;

type Draft = ShallowRef<WallPolicy>;
type Change = (next: WallPolicy) => void;

/** The row of one scene as it would be by `by`. */
const rowChanged = ({ value }: Draft, id: SceneId, by: (row: SceneRow) => SceneRow): WallPolicy => ({
  ...value,
  scenes: value.scenes.map((one) => (one.id === id ? by(one) : one)),
});

/** Panels in one shape of one scene. */
function openComposing(draft: Draft, change: Change) {
  const scene = ref<SceneId>(draft.value.scenes[0]?.id ?? 'overview');
  const layout = ref<LayoutId>('hd');
  const row = computed(() => draft.value.scenes.find(({ id }) => id === scene.value));
  const areas = computed((): Areas => {
    const own = row.value?.layouts?.[layout.value];
    return own ?? (composable(scene.value) ? scenes[scene.value].layouts[layout.value] : []);
  });
  const cells = computed(() => cellsOf(layout.value, areas.value));
  const setAreas = (next: Areas): void =>
    change(
      rowChanged(draft, scene.value, (one) => ({
        ...one,
        layouts: { ...one.layouts, [layout.value]: [...next] },
      })),
    );
  return {
    scene,
    layout,
    row,
    areas,
    cells,
    faults: computed(() => areaFaults(layout.value, areas.value)),
    isOwn: computed(() => row.value?.layouts?.[layout.value] !== undefined),
    place: (panel: PanelId, place: Place): void => setAreas(areasOf(placed(cells.value, panel, place))),
    remove: (panel: PanelId): void => setAreas(areasOf(without(cells.value, panel))),
    /** Gives this shape of the scene back to the usual plan. */
    usual: (): void => change(rowChanged(draft, scene.value, (one) => withoutLayout(one, layout.value))),
  };
}

function withoutLayout({ layouts = {}, ...one }: SceneRow, layout: LayoutId): SceneRow {
  const rest = Object.fromEntries(
    layoutIds.flatMap((id) => (id !== layout && layouts[id] ? [[id, layouts[id]]] : [])),
  );
  return Object.keys(rest).length > 0 ? { ...one, layouts: rest } : one;
}

/** Which scenes come, in which order, and for how long. */
function openOrder(draft: Draft, scene: Ref<SceneId>, change: Change) {
  return {
    setSeconds: (id: SceneId, seconds: number): void =>
      change(rowChanged(draft, id, (one) => ({ ...one, seconds }))),
    /** Takes a scene in at the end, or out; one stays at least. */
    toggle(id: SceneId): void {
      const { scenes: all } = draft.value;
      const has = all.some((one) => one.id === id);
      if (has && all.length === 1) return;
      change({
        ...draft.value,
        scenes: has ? all.filter((one) => one.id !== id) : [...all, { id, seconds: 60 }],
      });
      if (has && scene.value === id) scene.value = draft.value.scenes[0]?.id ?? 'overview';
    },
    move(id: SceneId, step: 1 | -1): void {
      const all = [...draft.value.scenes];
      const at = all.findIndex((one) => one.id === id);
      const [one, other] = [all[at], all[at + step]];
      if (!one || !other) return;
      [all[at], all[at + step]] = [other, one];
      change({ ...draft.value, scenes: all });
    },
  };
}

/** The policy as the county has it, and the way of a draft into it. */
function openWriting(admin: AdminRoom['admin'], draft: Draft, preview: Ref<PackPreview | null>) {
  const policyRow = shallowRef<ConfiguredRow | null>(null);
  const written = shallowRef(JSON.stringify(draft.value));
  const why = ref('');
  const { isBusy: busy, refusal, answerTo } = openAsking();
  const body = (): unknown => ({ ...(policyRow.value?.body as object), wall: draft.value });
  const rows = () => [{ part: 'pack', key: 'policy', was: policyRow.value?.version ?? 0, body: body() }];
  async function read(): Promise<void> {
    const found = await answerTo('read', () => admin.configured('pack'));
    // Without an answer what is drawn stays, with the reason beside it.
    if (!found) return;
    policyRow.value = found.find(({ key }) => key === 'policy') ?? null;
    const wall = (policyRow.value?.body as { wall?: WallPolicy } | undefined)?.wall ?? usualWall;
    draft.value = wall;
    written.value = JSON.stringify(wall);
  }
  return {
    why,
    busy,
    refusal,
    isChanged: computed(() => JSON.stringify(draft.value) !== written.value),
    read,
    async look(): Promise<void> {
      preview.value = await answerTo('look', () => admin.previewChange({ rows: rows() }));
    },
    async write(): Promise<boolean> {
      const done = await answerTo('write', () => admin.changePack({ rows: rows(), why: why.value.trim() }));
      if (done) {
        [why.value, preview.value] = ['', null];
        // What is written has a version of its own, on which the next change stands.
        await read();
      }
      return done !== null;
    },
  };
}
