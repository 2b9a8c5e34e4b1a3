import { inject, onScopeDispose, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { LikelyLate } from '#shared/wire/foresight.ts';
import type { Api } from '../../../http/api.ts';

/** Open matters in sight that are likely to be closed too late, by number, and what that is learnt from. */
export interface Likely {
  of: ReadonlyMap<string, number>;
  basis: LikelyLate['basis'];
}
const none: Likely = { of: new Map(), basis: null };
const key: InjectionKey<Readonly<ShallowRef<Likely>>> = Symbol('likely-late');

/** Asks for it now and every minute, as long as the page stands; a question that fails leaves what was known. */
export function provideLikelyLate(api: Pick<Api, 'likelyLate'>): void {
  const likely = shallowRef(none);
  provide(key, likely);
  const read = async (): Promise<void> => {
    const answer = await api.likelyLate();
    if (isRefusal(answer)) return;
    likely.value = {
      basis: answer.basis,
      of: new Map(answer.rows.map(({ id, likely: share }) => [id, share])),
    };
  };
  void read();
  const timer = setInterval(() => void read(), minuteMs);
  onScopeDispose(() => clearInterval(timer));
}

/** Nothing where nobody asks: in the past, in a drill. */
export const useLikelyLate = (): Readonly<ShallowRef<Likely>> => inject(key, shallowRef(none), false);
