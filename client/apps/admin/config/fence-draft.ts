import type { Point } from '#shared/geo/point.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { FenceArea, FenceMeter } from '#shared/pack/fence.ts';
import type { ClueMeter } from '#shared/sensing/clue-meter.ts';

/** A fence while it is filled in: what nobody says anything of is left out. */
export const newFence = (): FenceMeter => ({ fence: { radiusM: 300 }, by: 'inside' });
export const newClues = (): ClueMeter => ({ clues: 'opinion', by: 'surge', withinMs: 180 * minuteMs });

export const areaKinds = ['radiusM', 'grid', 'ring'] as const;
export type AreaKind = (typeof areaKinds)[number];
export const kindOfArea = (area: FenceArea): AreaKind => areaKinds.find((kind) => kind in area) ?? 'radiusM';
export function newArea(kind: AreaKind): FenceArea {
  if (kind === 'grid') return { grid: '' };
  return kind === 'ring' ? { ring: [] } : { radiusM: 300 };
}

type Who = NonNullable<FenceMeter['who']>;
/** The fence with another say of whom it is about; an empty list and `false` say nothing. */
export function withWho<Key extends keyof Who>(
  meter: FenceMeter,
  key: Key,
  said: Who[Key] | false,
): FenceMeter {
  const { who: before, ...rest } = meter;
  const { [key]: _, ...others } = before ?? {};
  const isSaid = Array.isArray(said) ? said.length > 0 : said === true;
  const who: Who = isSaid ? { ...others, [key]: said } : others;
  return Object.keys(who).length > 0 ? { ...rest, who } : rest;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** A minute of the day as a clock tells it; the end of the day is midnight. */
export const clockOf = (minute: number): string =>
  `${two(Math.floor((minute % 1_440) / 60))}:${two(minute % 60)}`;
export function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Corners a line each, `longitude, latitude`; what is none is left out. */
export const cornersOf = (text: string): Point[] =>
  text.split('\n').flatMap((line) => {
    const [lng, lat] = line
      .trim()
      .split(/[\s,，]+/u)
      .map(Number);
    return lng !== undefined && lat !== undefined && Number.isFinite(lng) && Number.isFinite(lat)
      ? [{ lng, lat }]
      : [];
  });
export const cornerLines = (ring: readonly Point[]): string =>
  ring.map(({ lng, lat }) => `${lng}, ${lat}`).join('\n');
