import type { PackDigest } from '#shared/wire/http.ts';
import { say } from '../locales/i18n.ts';
import { listNames } from '../telling/list-names.ts';

/** What ids in a formula are called on this screen, by the pack and the words of the pages. */
export function packWords(
  pack: Pick<PackDigest, 'units' | 'catalogue' | 'procedures' | 'domains' | 'systems'>,
  t: (key: string) => string,
  areas: (grid: string) => string | undefined = () => undefined,
): (kind: string, id: string) => string {
  const items = new Map(pack.catalogue.map(({ id, name }) => [id, name]));
  const procedures = new Map(pack.procedures.map(({ id, name }) => [id, name]));
  const units = new Map(pack.units.map(({ id, name }) => [id, name]));
  const lists = listNames(pack);
  return (kind, id) => {
    if (kind === 'domains') return lists.domain(id);
    if (kind === 'sources') return t(`words.source.${id}`);
    if (kind === 'system') return lists.system(id);
    if (kind === 'colours') return t(`words.colour.${id}`);
    if (kind === 'in') return areas(id) ?? id;
    const name = { items, procedures, unit: units }[kind]?.get(id);
    return name ? say(name) : id;
  };
}
