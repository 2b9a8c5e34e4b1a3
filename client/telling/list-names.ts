import { domainsOf, systemsOf, type ListEntry } from '#shared/pack/domain.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { say } from '../locales/i18n.ts';

type Lists = Pick<PackDigest, 'domains' | 'systems'>;
export interface ListNames {
  domain(id: string): string;
  system(id: string): string;
  isSystem(id: string): boolean;
}

/**
 * What a county calls its domains and monitoring systems, in the language of the screen. One that it has no more stands for itself.
 * Follows `pack` where that is renewed in its place.
 */
export function listNames(pack: Lists): ListNames {
  const named = (rows: readonly ListEntry[], id: string): string => {
    const row = rows.find((one) => one.id === id);
    return row ? say(row.name) : id;
  };
  return {
    domain: (id) => named(domainsOf(pack), id),
    system: (id) => named(systemsOf(pack), id),
    isSystem: (id) => systemsOf(pack).some((one) => one.id === id),
  };
}
