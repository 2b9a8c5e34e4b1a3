import { getActivePinia, setActivePinia, type Pinia } from 'pinia';
import { hasInjectionContext, inject, type InjectionKey } from 'vue';

/**
 * Stores stand per feed: the page's own follow the present, those of another feed (`makeStores`) another instant, and both draw with the
 * same components. A component gets the stores of the feed that it stands under.
 */
export const feedKey: InjectionKey<Pinia> = Symbol('stores of a feed');

/** A store as components ask for it: of the feed above them, of the page where none is, or of the one that is named. */
export function ofFeed<S>(use: (pinia?: Pinia) => S): (pinia?: Pinia) => S {
  return (pinia) => {
    const feed = pinia ?? (hasInjectionContext() ? inject(feedKey, undefined) : undefined);
    if (!feed) return use();
    // Pinia remembers whom it was asked for last; what is asked for outside of components is the page's.
    const page = getActivePinia();
    try {
      return use(feed);
    } finally {
      if (page) setActivePinia(page);
    }
  };
}
