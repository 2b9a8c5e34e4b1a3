import { shallowRef, type ShallowRef } from 'vue';
import { freeOrder, type Sight, type WallOrder } from '#shared/wall/order.ts';

/** What this wall was told. It outlives the feed, which is another for each place. */
export interface Orders {
  order: ShallowRef<WallOrder>;
  /** What the followed operator looked at last, and when it came here; null: nothing came. */
  sight: ShallowRef<(Sight & { at: number }) | null>;
  /** Keys of the push that this wall has yet to do: what a newer order names, all of it after a gap. */
  due: (next: WallOrder) => ReadonlySet<string>;
  take: (told: { order: WallOrder } | { sight: Sight }) => void;
}

const kept = 'wallObeyed';
const all = ['scene', 'grid', 'incident', 'camera', 'follow'];

/** The version that was obeyed outlives a reload, so that what hands did since is not undone by it. */
export function openOrders(store: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): Orders {
  const order = shallowRef<WallOrder>(freeOrder);
  const sight = shallowRef<(Sight & { at: number }) | null>(null);
  return {
    order,
    sight,
    due(next) {
      const obeyed = Number(store.getItem(kept) ?? 0);
      store.setItem(kept, String(next.version));
      if (next.version === obeyed) return new Set();
      return new Set(next.version === obeyed + 1 ? next.named : all.filter((key) => isSet(next, key)));
    },
    take(told) {
      if ('sight' in told) sight.value = { ...told.sight, at: Date.now() };
      else if (told.order.version >= order.value.version) {
        if (told.order.follow?.who !== order.value.follow?.who) sight.value = null;
        order.value = told.order;
      }
    },
  };
}

/** After a gap nobody knows what was named: what stands is done, what is free is left as it is. */
function isSet(order: WallOrder, key: string): boolean {
  return order[key as keyof WallOrder] !== null;
}

/** Sights that are older are of an operator who is gone, or looks elsewhere. */
export const sightMs = 90_000;
