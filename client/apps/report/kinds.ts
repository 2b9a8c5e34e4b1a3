import type { Localized } from '#shared/kernel/localized.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { PublicPage } from '#shared/wire/public.ts';

export interface KindItem {
  id: string;
  name: Localized;
}
/** A kind of matters as the page shows it: what happened outside, or what firms and people want done. */
export interface Kind {
  id: string;
  /** Null: the page's own words for a family of services. */
  name: Localized | null;
  items: readonly KindItem[];
  /** What it asks for besides. */
  form: readonly Field[];
}

/** The kinds of a page by their ids; a service is called by its family. */
export function kindsOf(page: PublicPage): ReadonlyMap<string, Kind> {
  const tiles = page.tiles.map((tile): Kind => ({ ...tile, form: [] }));
  const services = page.services.map(({ family, groups, form }): Kind => ({
    id: family,
    name: null,
    form,
    items: groups.flatMap(({ items }) => items),
  }));
  return new Map([...tiles, ...services].map((kind) => [kind.id, kind]));
}
