import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { County } from './county.ts';

/** One family of matters besides the incidents of the common catalogue. `department` gives the unit that has a duty here. */
export type ServiceAuthor = (county: County, department: (duty: string) => string) => CatalogueItem[];
