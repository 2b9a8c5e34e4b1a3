import type { DutyItem } from '../pack/duty.ts';

/** What an item of a collection list asks to be made sure of: records of a kind, and which of their fields. */
export interface Collects {
  kind: string;
  /** None: the record as a whole. */
  fields: readonly string[];
}

/** By the group of an item's id (`collection-<group>-<n>`), where a pack does not say itself; for some by the item. */
const groups: Readonly<Record<string, Collects>> = {
  resident: { kind: 'person', fields: ['name', 'stay', 'household'] },
  'resident-5': { kind: 'person', fields: ['phone', 'contact'] },
  migrant: { kind: 'person', fields: ['stay', 'dwelling'] },
  house: { kind: 'dwelling', fields: ['address', 'use'] },
  'house-1': { kind: 'dwelling', fields: ['address'] },
  'house-3': { kind: 'dwelling', fields: ['landlord', 'landlord-phone'] },
  aged: { kind: 'person', fields: ['attention', 'contact'] },
  disabled: { kind: 'person', fields: ['attention'] },
  child: { kind: 'person', fields: ['attention', 'contact'] },
  insured: { kind: 'person', fields: ['attention'] },
  pupil: { kind: 'person', fields: ['birth', 'stay'] },
  member: { kind: 'group', fields: ['head'] },
  society: { kind: 'organisation', fields: ['head', 'phone'] },
  'society-1': { kind: 'group', fields: ['head'] },
  firm: { kind: 'firm', fields: ['name', 'address', 'trade'] },
  'firm-3': { kind: 'firm', fields: ['staff'] },
  'firm-4': { kind: 'firm', fields: ['head', 'phone'] },
  'plant-safety': { kind: 'firm', fields: ['risk'] },
  product: { kind: 'firm', fields: ['trade', 'address'] },
  plant: { kind: 'firm', fields: ['trade', 'staff'] },
  emission: { kind: 'firm', fields: ['risk'] },
  trade: { kind: 'firm', fields: ['trade', 'address'] },
  rescue: { kind: 'store', fields: ['goods', 'keeper', 'keeper-phone'] },
  'rescue-1': { kind: 'site', fields: ['capacity', 'keeper'] },
  facility: { kind: 'asset', fields: ['condition'] },
  fire: { kind: 'asset', fields: ['condition'] },
  'fire-4': { kind: 'building', fields: ['floors', 'safety'] },
  asset: { kind: 'asset', fields: ['condition', 'code'] },
  carriage: { kind: 'asset', fields: ['condition'] },
  structure: { kind: 'building', fields: ['safety', 'built'] },
  culture: { kind: 'site', fields: ['sort', 'keeper'] },
  invest: { kind: 'project', fields: ['stage', 'investment'] },
};

/** The records that an item is about; null: it is about none that are kept (a river, a boundary, a ledger of another department). */
export function collectsOf(item: Pick<DutyItem, 'id' | 'kind' | 'collects'>): Collects | null {
  if (item.collects) return { kind: item.collects.kind, fields: item.collects.fields ?? [] };
  if (item.kind !== 'collection') return null;
  const [, name = ''] = /^collection-(.+)$/u.exec(item.id) ?? [];
  return groups[name] ?? groups[name.replace(/-\d+$/u, '')] ?? null;
}

/** The kinds that the items of a list ask for, each once, in the order of the list. */
export function kindsOf(items: readonly Pick<DutyItem, 'id' | 'kind' | 'collects'>[]): string[] {
  return [...new Set(items.flatMap((item) => collectsOf(item)?.kind ?? []))];
}
