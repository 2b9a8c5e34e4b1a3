import { computed, onMounted, ref, shallowRef, watch, type Ref } from 'vue';
import { offsetAt } from '#shared/clock/zone.ts';
import type { PlaylistRow } from '#shared/pack/playlist.ts';
import type { SceneId, WallPolicy } from '#shared/pack/wall.ts';
import type { WallOrder } from '#shared/wall/order.ts';
import { playing, weekMinute } from '#shared/wall/playlist.ts';
import { scenes } from '#shared/wall/scenes/scenes.ts';
import { shownTime } from '../../../format/instant.ts';
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

/** The scenes of the hour: of the list that this wall was told, else of its county's own. */
export function turnAt(
  own: readonly PlaylistRow[],
  county: readonly PlaylistRow[] | undefined,
  now: number,
): readonly Turn[] {
  const rows = own.length > 0 ? own : (county ?? []);
  return playing(rows, weekMinute(now, offsetAt(shownTime(), now))).map(({ scene, seconds, cameras }) => ({
    id: scene,
    seconds,
    cameras,
  }));
}

/** What may stand on this wall now, and in which turn. */
function useProgramme({ policy, emergency, order: told, now }: Parts) {
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
  return { turned, rotates, order, programme };
}

/** The scenes of this wall: which stands, which can be chosen, by tab, key 1-8 and arrow, and when the next comes by itself. */
export function useStage(parts: Parts) {
  const { replay, now } = parts;
  const { turned, rotates, order, programme } = useProgramme(parts);
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
    /** Chooses the scene that stands beside this one. */
    step: (by: 1 | -1): void => choose(beside(programme.value.scenes, stage.value.scene, by)),
  };
}
export type Stage = ReturnType<typeof useStage>;
