import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CountyMap, View } from './county-map.ts';
import type { ShownLayer } from './map-layer.ts';
import type { Picture } from './picture.ts';

export interface KeptMap {
  map: Readonly<ShallowRef<CountyMap | undefined>>;
  /** How the picture stands; checked every two seconds. */
  picture: Readonly<Ref<Picture>>;
  /** Opens another map in place of this one, looking at the same place. */
  reopen(): void;
}
interface Kept {
  box: Readonly<Ref<HTMLElement | undefined>>;
  /** A layer as it should be seen; null: as it was given. */
  truth(): ShownLayer | null;
  /** Throws when the browser gives no drawing context. */
  open(container: HTMLElement, view: View | undefined, onLost: () => void): CountyMap;
}

const checkMs = 2_000;
const retryMs = 500;
const mostRetryMs = 30_000;
/** Checks in a row after which a picture that differs or stands still is told, and after which it gets a new map. */
const [told, mended] = [2, 5];

/**
 * Keeps a map on the screen as long as the component lives. A map whose picture is lost is replaced by a new one, which
 * gets everything anew: sources, states and images. The library's own way back restores only its style.
 */
export function keepOpen({ box, truth, open }: Kept): KeptMap {
  const map = shallowRef<CountyMap>();
  const picture = ref<Picture>('sound');
  let view: View | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let [failures, strikes] = [0, 0];

  function reopen(): void {
    clearTimeout(retry);
    retry = undefined;
    view = map.value?.view() ?? view;
    map.value?.remove();
    map.value = undefined;
    if (!box.value) return;
    try {
      map.value = open(box.value, view, retryLater);
    } catch {
      // A browser without a drawing context may have one later: the graphics come back after a reset.
      retryLater();
    }
  }
  function retryLater(): void {
    picture.value = 'lost';
    retry ??= setTimeout(reopen, Math.min(retryMs * 2 ** failures++, mostRetryMs));
  }
  function check(): void {
    const found = map.value?.check(truth()) ?? 'lost';
    if (found === 'lost') return retryLater();
    failures = 0;
    // What was put a moment ago may be on its way; twice in a row it is not.
    strikes = found === 'sound' ? 0 : strikes + 1;
    if (strikes === 0 || strikes >= told) picture.value = found;
    if (strikes < mended) return;
    strikes = 0;
    reopen();
  }
  const checks = setInterval(check, checkMs);
  onMounted(reopen);
  onBeforeUnmount(() => {
    clearInterval(checks);
    clearTimeout(retry);
    map.value?.remove();
  });
  return { map, picture, reopen };
}
