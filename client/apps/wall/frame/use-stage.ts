import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue';
import type { SceneId, WallPolicy } from '#shared/pack/wall.ts';
import { scenes } from '../scenes/scenes.ts';
import { advanced, beside, chosen, openStage, type Programme } from './stage.ts';
import { readWallAddress, writeWallAddress } from './wall-address.ts';

interface Parts {
  policy: () => WallPolicy;
  emergency: () => boolean;
  /** Opens the time machine: any scene at another instant, so it is no scene that could stand. */
  replay: () => void;
  now: Readonly<Ref<number>>;
}

/** Keys for a wall; those with Ctrl, Alt or Meta belong to the browser. */
const isPlainKey = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !event.ctrlKey &&
  !event.altKey &&
  !event.metaKey &&
  !(event.target instanceof Element && event.target.closest('input, textarea, select, [role=dialog]'));

/** The scenes of this wall: which stands, which can be chosen, by tab, key 1-8 and arrow, and when the next comes by itself. */
export function useStage({ policy, emergency, replay, now }: Parts) {
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
  }));
  const asked = readWallAddress(location.search).scene;
  const stage = shallowRef(openStage(asked, programme.value, now.value));
  watch([now, programme], () => {
    stage.value = advanced(stage.value, programme.value, now.value);
  });
  function choose(id: SceneId): void {
    if (id === 'replay') return replay();
    stage.value = chosen(stage.value, id, now.value);
  }
  const touch = (): void => choose(stage.value.scene);
  const scene = computed(() => scenes[stage.value.scene] ?? scenes.overview);
  // A scene that was chosen stands in the address: a reload, and a link to it, show the same.
  watch(
    () => stage.value.scene,
    (id) =>
      history.replaceState(null, '', location.pathname + writeWallAddress(location.search, { scene: id })),
  );

  function onKeys({ back }: { back: () => void }): void {
    const press = (event: KeyboardEvent): void => {
      if (!isPlainKey(event)) return;
      const at = Number(event.key) - 1;
      const direct = Number.isInteger(at) ? order.value[at]?.id : undefined;
      if (direct) choose(direct);
      else if (event.key === 'ArrowRight') choose(beside(programme.value.scenes, stage.value.scene, 1));
      else if (event.key === 'ArrowLeft') choose(beside(programme.value.scenes, stage.value.scene, -1));
      else if (event.key === 'Escape' || event.key === 'Backspace') back();
      else if (event.key === 'r') turn();
      else return void touch();
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
    tabs: computed(() => order.value.map(({ id }) => id)),
    rotates,
    choose,
    touch,
    turn,
    onKeys,
  };
}
