import type { Localized } from '#shared/kernel/localized.ts';
import type { PublicReceipt } from '#shared/wire/public.ts';

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

/** A receipt that its owner has not laid aside yet: the code in it is told once, and a phone may end the page at any time. */
export type ShownReceipt = PublicReceipt & { name: Localized };
const shownName = (jurisdiction: string): string => `jiuhuan.receipt.${jurisdiction}`;

/** It stands in the store of the tab: whoever opens the page elsewhere does not see it. */
export function keptReceipt(
  jurisdiction: string,
  store: Pick<Storage, 'getItem'> = sessionStorage,
): ShownReceipt | null {
  try {
    const kept = JSON.parse(store.getItem(shownName(jurisdiction)) ?? 'null') as ShownReceipt | null;
    return kept && typeof kept.number === 'string' && typeof kept.code === 'string' ? kept : null;
  } catch {
    return null;
  }
}
export function keepReceipt(
  jurisdiction: string,
  receipt: ShownReceipt | null,
  store: Pick<Storage, 'setItem' | 'removeItem'> = sessionStorage,
): void {
  if (receipt) store.setItem(shownName(jurisdiction), JSON.stringify(receipt));
  else store.removeItem(shownName(jurisdiction));
}

const followPrefix = 'watch:';
/** A matter of somebody else that is followed from this device stands among the own ones by its mark. */
export const followCode = (mark: string): string => followPrefix + mark;
/** The mark of such a matter; null for a tracking code. */
export const markOf = (code: string): string | null =>
  code.startsWith(followPrefix) ? code.slice(followPrefix.length) : null;
