import { createPinia, getActivePinia, type Pinia } from 'pinia';
import { hasInjectionContext, inject, type InjectionKey } from 'vue';

/**
 * Stores stand per feed: the page's own follow the present, those of another feed (`makeStores`) another instant, and both draw with the
 * same components. A component gets the stores of the feed that it stands under.
 */
export const feedKey: InjectionKey<Pinia> = Symbol('stores of a feed');

/** The page's stores, by those of a feed beside it. */
const pages = new WeakMap<Pinia, Pinia | undefined>();

/** Ground for the stores of a feed beside the page's. */
export function openGround(): Pinia {
  const ground = createPinia();
  pages.set(ground, pageGround());
  return ground;
}

/** Pinia remembers whose action ran last; what is asked for outside of components is the page's all the same. */
function pageGround(): Pinia | undefined {
  const active = getActivePinia();
  return active && pages.has(active) ? pages.get(active) : active;
}

/** A store as components ask for it: of the feed above them, of the page where none is, or of the one that is named. */
export function ofFeed<S>(use: (pinia?: Pinia) => S): (pinia?: Pinia) => S {
  return (pinia) =>
    use(pinia ?? (hasInjectionContext() ? inject(feedKey, undefined) : undefined) ?? pageGround());
}
