import type { Point } from '#shared/geo/point.ts';
import type { Report } from '#shared/incident/command.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';

export interface ReportDraft {
  title: string;
  detail: string;
  address: string;
  urgent: boolean;
}

/** The command of a call to the hotline, or the fields that hinder it. */
export function reportCommand(
  item: Pick<CatalogueItem, 'id'> | null,
  place: Point | null,
  draft: ReportDraft,
): { command: Report } | { faults: string[] } {
  const faults = [
    ...(item ? [] : ['item']),
    ...(place ? [] : ['place']),
    ...(draft.title.trim() === '' ? ['title'] : []),
  ];
  if (!item || !place || faults.length > 0) return { faults };
  const { title, detail, address, urgent } = draft;
  return {
    command: {
      kind: 'report',
      source: 'hotline',
      item: item.id,
      title: title.trim(),
      detail: detail.trim(),
      place,
      address: address.trim(),
      urgent,
      evidence: [],
    },
  };
}

/** Catalogue items whose class or name holds every word, the shortest name first. */
export function searchItems(items: readonly CatalogueItem[], text: string, limit: number): CatalogueItem[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return items
    .filter((item) => {
      const hay = `${item.class.zh} ${item.name.zh} ${item.class.en} ${item.name.en}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => a.name.zh.length - b.name.zh.length)
    .slice(0, limit);
}

/** A place as typed or shown: longitude, latitude in degrees, to about a metre. */
export function placeText({ lng, lat }: Point): string {
  return `${lng.toFixed(5)}, ${lat.toFixed(5)}`;
}

/** Reads `120.285, 31.911`; null when it is not a place on earth. */
export function readPlace(text: string): Point | null {
  const parts = text
    .split(/[,，\s]+/u)
    .filter(Boolean)
    .map(Number);
  const [lng, lat] = parts;
  if (parts.length !== 2 || lng === undefined || lat === undefined) return null;
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? { lng, lat } : null;
}
