import { ref, shallowRef } from 'vue';
import type { Picked } from '../../../map/county-map.ts';
import type { County } from '../county.ts';
import { deeper, wider } from './map-view.ts';
import type { WallReceipt } from './wall-receipts.ts';

/** What a hand on the wall opened: a number's receipt, or a place with the matter that was chosen there. */
export function useHand({ county, go }: { county: () => County; go: (grid: string | null) => void }) {
  const receipt = shallowRef<WallReceipt | null>(null);
  const touched = shallowRef<Picked['place'] | null>(null);
  const chosen = ref<string | null>(null);

  /** A touch of the land goes one grid deeper and says who answers there; one of a matter rings it. */
  function touch({ kind, id, place }: Picked): void {
    touched.value = place;
    chosen.value = kind === 'incident' ? id : null;
    const grid = kind === 'grid' ? deeper(county(), place) : null;
    if (grid !== null) go(grid);
  }
  function leave(): void {
    touched.value = chosen.value = receipt.value = null;
  }
  /** One act back: what lies on top closes, else the wall goes one grid wider. */
  function back(): void {
    if (receipt.value || touched.value) leave();
    else if (county().grid !== null) go(wider(county()));
  }
  const open = (next: WallReceipt): void => void (receipt.value = next);
  return { receipt, open, touched, chosen, touch, leave, back };
}
