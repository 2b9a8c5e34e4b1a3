import { takesPart } from '#shared/access/may.ts';
import type { Role } from '#shared/access/person.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { inRecord, type Localized } from '#shared/kernel/localized.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Family, Procedure, Transition } from '#shared/procedure/schema.ts';

type Procedures = ReadonlyMap<string, Procedure>;

/** Items of one class, e.g. 市容环境. `key` is its Chinese name, which stays when the language changes. */
export interface ItemClass {
  key: string;
  name: Localized;
  items: readonly CatalogueItem[];
}
export interface Reportable {
  /** What is seen on the way round. */
  incidents: readonly ItemClass[];
  whistles: readonly CatalogueItem[];
  /** Work that is opened for somebody: approvals, assistance, agency, … */
  services: readonly ItemClass[];
}

/** What somebody of this role may report, by class in the order of the catalogue. */
export function reportable(items: readonly CatalogueItem[], procedures: Procedures, role: Role): Reportable {
  const familyOf = ({ procedure }: CatalogueItem): Family | undefined => procedures.get(procedure)?.family;
  const open = items.filter(({ procedure }) => {
    const found = procedures.get(procedure);
    return found !== undefined && (found.opens === undefined || takesPart({ role }, found.opens));
  });
  const classes = (list: readonly CatalogueItem[]): ItemClass[] =>
    [...groupBy(list, (item) => inRecord(item.class))].map(([key, own]) => ({
      key,
      items: own,
      name: own[0]?.class ?? { zh: key, en: key },
    }));
  return {
    incidents: classes(open.filter((item) => familyOf(item) === 'incident')),
    whistles: open.filter((item) => familyOf(item) === 'whistle'),
    services: classes(
      open.filter((item) => !['incident', 'whistle', 'duty', 'supervision'].includes(familyOf(item) ?? '')),
    ),
  };
}

/** The step by which a reporter says that it is done already, where the procedure has one. */
export function selfHandling(procedure: Procedure | undefined, role: Role): Transition | null {
  return (
    procedure?.transitions.find(
      ({ from, by, effects }) =>
        from.includes(procedure.start) &&
        takesPart({ role }, by) &&
        effects.some((effect) => effect.do === 'flag' && effect.flag === 'self-handled'),
    ) ?? null
  );
}

const kept = 'jiuhuan.field.items';
const mostKept = 6;

/** What was reported last on this phone, newest first. */
export function recentItems(): string[] {
  return (localStorage.getItem(kept) ?? '').split('\n').filter(Boolean);
}

export function keepRecent(item: string): void {
  const next = [item, ...recentItems().filter((one) => one !== item)].slice(0, mostKept);
  localStorage.setItem(kept, next.join('\n'));
}
