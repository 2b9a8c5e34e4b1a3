import { because } from '#shared/kernel/reasons.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Identity } from '#shared/pack/schema.ts';
import type { RowFile } from '#shared/pack/parts.ts';
import type { ReadPack } from './read.ts';

/** Blames a reference that nothing answers to. */
export function wantId(
  read: ReadPack,
  file: RowFile,
  keys: readonly PropertyKey[],
  of: RowFile,
  id: string | undefined,
): void {
  if (id !== undefined && !read.ids[of].has(id))
    read.blame(`${file}.json`, keys, because('check-file-no', { of, id }));
}

/** Blames a place outside the frame of the map or outside every grid cell. */
export function checkPlace(read: ReadPack, file: RowFile, index: number, place: Point): void {
  const { head, grid } = read;
  const text = `${place.lng}, ${place.lat}`;
  if (head && !inBounds(head.identity.bounds, place))
    read.blame(`${file}.json`, [index, 'place'], because('check-outside-bounds', { place: text }));
  else if (grid && grid.locate(place).length === 0)
    read.blame(`${file}.json`, [index, 'place'], because('check-place-no-cell', { place: text }));
}

function inBounds([west, south, east, north]: Identity['bounds'], { lng, lat }: Point): boolean {
  return lng >= west && lng <= east && lat >= south && lat <= north;
}

/** Blames a grid cell that the map does not have. */
export function wantCell(
  read: ReadPack,
  file: RowFile,
  keys: readonly PropertyKey[],
  id: string | undefined,
): void {
  if (id !== undefined && read.grid && !read.grid.byId.has(id))
    read.blame(`${file}.json`, keys, because('check-no-cell', { grid: id }));
}
