/** A matter that was reported from this device and that its owner chose to keep here. */
export interface OwnMatter {
  number: string;
  code: string;
  name: string;
  at: number;
}
const most = 20;

const nameOf = (jurisdiction: string): string => `jiuhuan.report.${jurisdiction}`;

/** Newest first. What cannot be read is as if it were not there. */
export function ownMatters(
  jurisdiction: string,
  store: Pick<Storage, 'getItem'> = localStorage,
): OwnMatter[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(nameOf(jurisdiction)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isOwn) : [];
  } catch {
    return [];
  }
}

function isOwn(value: unknown): value is OwnMatter {
  const { number, code, name, at } = (value ?? {}) as Partial<Record<keyof OwnMatter, unknown>>;
  return [number, code, name].every((one) => typeof one === 'string') && typeof at === 'number';
}

export function keepOwn(jurisdiction: string, matter: OwnMatter, store: Storage = localStorage): void {
  const others = ownMatters(jurisdiction, store).filter(({ number }) => number !== matter.number);
  store.setItem(nameOf(jurisdiction), JSON.stringify([matter, ...others].slice(0, most)));
}

export function forgetOwn(jurisdiction: string, number: string, store: Storage = localStorage): void {
  const left = ownMatters(jurisdiction, store).filter((one) => one.number !== number);
  store.setItem(nameOf(jurisdiction), JSON.stringify(left));
}
