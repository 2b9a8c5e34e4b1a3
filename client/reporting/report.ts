import { inRecord, inEvery } from '#shared/kernel/localized.ts';
import { takesPart } from '#shared/access/may.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Role } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { FieldFault } from '../forms/form.ts';
import { families, type Family, type Procedure } from '#shared/procedure/schema.ts';

export interface ReportDraft {
  title: string;
  detail: string;
  address: string;
  urgent: boolean;
}

/** A part of a page at fault, by its name; `form.<id>` of what the procedure asks for. */
export interface ReportFault {
  field: string;
  why: FieldFault['why'];
}
/** What a page wants said before it sends. */
export type Need = 'item' | 'place' | 'title' | 'detail';

/** What an office writes down: something by name, and where, if it lies anywhere. */
export function needsOf(lies: Procedure['place'] = 'point'): readonly Need[] {
  return lies === 'none' || lies === 'optional' ? ['item', 'title'] : ['item', 'place', 'title'];
}

/** What is wanted and not there, in the order in which it is wanted. */
export function lacking(
  { item, place, draft }: { item: unknown; place: unknown; draft: ReportDraft },
  needs: readonly Need[],
): ReportFault[] {
  const isThere: Record<Need, boolean> = {
    item: item !== null,
    place: place !== null,
    title: draft.title.trim() !== '',
    detail: draft.detail.trim() !== '',
  };
  return needs.filter((one) => !isThere[one]).map((field) => ({ field, why: 'missing' }));
}

/** The command of a report that lacks nothing. What has no place of its own is sent without one. */
export function reportCommand(
  item: Pick<CatalogueItem, 'id'>,
  place: Point | null,
  { title, detail, address, urgent }: ReportDraft,
  /** Where it comes from, if not from the hotline, and what the item's procedure asks for. */
  besides: Partial<Pick<Report, 'source' | 'form' | 'grade' | 'evidence'>> = {},
  lies: Procedure['place'] = 'point',
): Report {
  return {
    kind: 'report',
    source: 'hotline',
    item: item.id,
    title: title.trim(),
    detail: detail.trim(),
    ...(place && lies !== 'none' && { place }),
    address: address.trim(),
    urgent,
    evidence: [],
    ...besides,
  };
}

/** Items of one kind of work. */
export interface ItemGroup {
  family: Family;
  items: CatalogueItem[];
}

/**
 * Catalogue items that somebody of this role may report and whose class or name holds every word, the shortest names first and
 * as many as asked for, by the kind of work in the order of the kinds.
 */
export function searchItems(
  items: readonly CatalogueItem[],
  procedures: ReadonlyMap<string, Procedure>,
  {
    text,
    role,
    limit,
    kinds = families,
  }: { text: string; role: Role; limit: number; kinds?: readonly Family[] },
): ItemGroup[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = items
    .filter((item) => {
      const procedure = procedures.get(item.procedure);
      if (!procedure || !kinds.includes(procedure.family)) return false;
      if (procedure.opens && !takesPart({ role }, procedure.opens)) return false;
      const hay = `${inEvery(item.class)} ${inEvery(item.name)}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => inRecord(a.name).length - inRecord(b.name).length)
    .slice(0, limit);
  return families.flatMap((family) => {
    const own = found.filter((item) => procedures.get(item.procedure)?.family === family);
    return own.length > 0 ? [{ family, items: own }] : [];
  });
}

/** What somebody calls about; all else is business that is opened from a desk. */
export const callFamilies: readonly Family[] = ['incident', 'enterprise', 'mediation', 'whistle'];
export const businessFamilies: readonly Family[] = families.filter((one) => !callFamilies.includes(one));

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
