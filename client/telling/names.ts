import type { Incident } from '#shared/incident/incident.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { CatalogueItem, Unit } from '#shared/pack/schema.ts';
import { clockSpecOf, type Procedure } from '#shared/procedure/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { keptWords, type KeptWords } from './kept-words.ts';
import type { Say } from './say.ts';

/** What the ids of a jurisdiction are called in the language of the screen. An unknown id stands for itself. */
export interface Names {
  unit(id: string): string;
  /** Whether a name is that of the unit itself, in any language: a handler may sign in as the unit. */
  isUnit(id: string, name: string): boolean;
  item(id: string): string;
  /** 大类 › 小类. */
  itemPath(id: string): string;
  node(procedure: string, id: string): string;
  transition(procedure: string, id: string): string;
  /** A clock; that of one unit's task with the unit behind it. Without its procedure, as the first one calls it that has it. */
  clock(procedure: string | undefined, name: string): string;
  /** What forms kept, by the names of the procedure's fields. */
  kept(procedure: string, data: NonNullable<Incident['data']>, say: Say): KeptWords[];
}

/** Look-ups by id of what screens need from a pack. */
export interface PackIndex {
  units: ReadonlyMap<string, Unit>;
  items: ReadonlyMap<string, CatalogueItem>;
  procedures: ReadonlyMap<string, Procedure>;
}

/** Rows by id, made anew when they are others. What is in the pack no more still names the matters that began with it. */
function byId<T extends { id: string }>() {
  let over: readonly (readonly T[] | undefined)[] = [];
  let made: ReadonlyMap<string, T> = new Map();
  return (rows: readonly T[], retired?: readonly T[]): ReadonlyMap<string, T> => {
    if (over[0] !== rows || over[1] !== retired) {
      over = [rows, retired];
      made = new Map([...(retired ?? []), ...rows].map((row) => [row.id, row]));
    }
    return made;
  };
}

/** Follows `pack` where that is renewed in its place. */
export function indexPack(
  pack: Pick<PackDigest, 'units' | 'catalogue' | 'procedures' | 'retired'>,
): PackIndex {
  const [units, items, procedures] = [byId<Unit>(), byId<CatalogueItem>(), byId<Procedure>()];
  return {
    get units() {
      return units(pack.units);
    },
    get items() {
      return items(pack.catalogue, pack.retired?.items);
    },
    get procedures() {
      return procedures(pack.procedures, pack.retired?.procedures);
    },
  };
}

export function packNames(index: PackIndex, language: Language): Names {
  return {
    unit: (id) => textIn(index.units.get(id)?.name, language) ?? id,
    isUnit: (id, name) => {
      const unit = index.units.get(id);
      return unit !== undefined && Object.values(unit.name).includes(name);
    },
    item: (id) => textIn(index.items.get(id)?.name, language) ?? id,
    itemPath: (id) => {
      const item = index.items.get(id);
      return item ? `${textIn(item.class, language)} › ${textIn(item.name, language)}` : id;
    },
    node: (procedure, id) =>
      textIn(index.procedures.get(procedure)?.nodes.find((node) => node.id === id)?.name, language) ?? id,
    transition: (procedure, id) =>
      textIn(index.procedures.get(procedure)?.transitions.find((one) => one.id === id)?.name, language) ?? id,
    clock(procedure, name) {
      const found =
        index.procedures.get(procedure ?? '') ??
        [...index.procedures.values()].find((one) => clockSpecOf(one, name) !== undefined);
      const [plain = name, unit] = name.split('@');
      const text = (found && textIn(clockSpecOf(found, name)?.name, language)) ?? plain;
      return unit === undefined ? text : `${text} · ${textIn(index.units.get(unit)?.name, language) ?? unit}`;
    },
    kept: (procedure, data, say) =>
      keptWords(data, index.procedures.get(procedure), {
        say,
        name: (text) => textIn(text, language),
        unit: (id) => textIn(index.units.get(id)?.name, language) ?? id,
      }),
  };
}
