import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue';
import { hourMs } from '#shared/kernel/span.ts';
import type { PlaylistRow } from '#shared/pack/playlist.ts';
import type { SceneId, WallPolicy } from '#shared/pack/wall.ts';
import type { WallOrder } from '#shared/wall/order.ts';
import { playing, weekMinute } from '#shared/wall/playlist.ts';
import { scenes } from '#shared/wall/scenes/scenes.ts';
import { moveFocus } from './move-focus.ts';
import { actOf } from './wall-keys.ts';
import {
  advanced,
  beside,
  camerasInTurn,
  chosen,
  notShown,
  openStage,
  type Programme,
  type Turn,
} from './stage.ts';
import { readWallAddress, writeWallAddress } from './wall-address.ts';

interface Parts {
  policy: () => WallPolicy;
  emergency: () => boolean;
  /** What this wall was told. */
  order: () => WallOrder;
  /** Opens the time machine: any scene at another instant, so it is no scene that could stand. */
  replay: () => void;
  now: Readonly<Ref<number>>;
}

/** Wall clocks are China's, as all times on screens are. */
const zoneMs = 8 * hourMs;

/** The scenes of the hour: of the list that this wall was told, else of its county's own. */
export function turnAt(
  own: readonly PlaylistRow[],
  county: readonly PlaylistRow[] | undefined,
  now: number,
): readonly Turn[] {
  const rows = own.length > 0 ? own : (county ?? []);
  return playing(rows, weekMinute(now, zoneMs)).map(({ scene, seconds, cameras }) => ({
    id: scene,
    seconds,
    cameras,
  }));
}

/** Keys for a wall; those with Ctrl, Alt or Meta belong to the browser. */
const isPlainKey = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !event.ctrlKey &&
  !event.altKey &&
  !event.metaKey &&
  !(event.target instanceof Element && event.target.closest('input, textarea, select, [role=dialog]'));

/** The scenes of this wall: which stands, which can be chosen, by tab, key 1-8 and arrow, and when the next comes by itself. */
export function useStage({ policy, emergency, order: told, replay, now }: Parts) {
  /** Somebody turned the rotation on or off here; the county's word when null. */
  const turned = ref<boolean | null>(null);
  const rotates = computed(() => turned.value ?? policy().rotate);
  const order = computed(() =>
    policy().scenes.filter(
      ({ id }) => id === 'replay' || (id in scenes && (id !== 'emergency' || emergency())),
    ),
  );
  const programme = computed((): Programme => ({
    scenes: order.value.filter(({ id }) => id !== 'emergency' && id !== 'replay'),
    rotate: rotates.value,
    emergency: emergency(),
    hold: told().scene,
    turn: turnAt(told().playlist, policy().playlist, now.value),
  }));
  const asked = readWallAddress(location.search);
  const stage = shallowRef(openStage(asked.scene, programme.value, now.value));
  /** Stands until somebody or something chooses: from then on the address asks for that. */
  const missing = shallowRef(notShown(asked, programme.value));
  if (asked.scene === 'replay') onMounted(replay);
  watch([now, programme], () => {
    stage.value = advanced(stage.value, programme.value, now.value);
  });
  function choose(id: SceneId): void {
    missing.value = null;
    if (id === 'replay') return replay();
    stage.value = chosen(stage.value, id, now.value);
  }
  /** As told from elsewhere: no hand has it. Null gives the wall back to its county's order. */
  function obey(id: SceneId | null): void {
    const next = { ...stage.value, since: now.value, touchedAt: null };
    stage.value = advanced({ ...next, scene: id ?? next.scene }, programme.value, now.value);
  }
  const touch = (): void => choose(stage.value.scene);
  const scene = computed(() =>
    stage.value.scene === 'replay' ? scenes.overview : scenes[stage.value.scene],
  );
  // A scene that was chosen stands in the address: a reload, and a link to it, show the same.
  watch(
    () => stage.value.scene,
    (id) => {
      missing.value = null;
      history.replaceState(null, '', location.pathname + writeWallAddress(location.search, { scene: id }));
    },
  );

  function onKeys({ back }: { back: () => void }): void {
    const press = (event: KeyboardEvent): void => {
      if (!isPlainKey(event)) return;
      const act = actOf(event.key);
      if (act === null) return void touch();
      if (typeof act === 'number') {
        const direct = order.value[act]?.id;
        if (!direct) return void touch();
        choose(direct);
      } else if (act === 'next' || act === 'last')
        choose(beside(programme.value.scenes, stage.value.scene, act === 'next' ? 1 : -1));
      else if (act === 'back') back();
      else if (act === 'turn') turn();
      else moveFocus(act === 'down' ? 1 : -1);
      event.preventDefault();
    };
    onMounted(() => addEventListener('keydown', press));
    onBeforeUnmount(() => removeEventListener('keydown', press));
  }
  function turn(): void {
    turned.value = !rotates.value;
    stage.value = { ...stage.value, since: now.value, touchedAt: null };
  }
  return {
    scene,
    missing,
    cameras: computed(() => camerasInTurn(stage.value, programme.value, now.value)),
    tabs: computed(() => order.value.map(({ id }) => id)),
    rotates,
    choose,
    obey,
    touch,
    turn,
    onKeys,
  };
}
