import { toDatum, type Datum } from '#shared/geo/datum.ts';
import type { Point } from '#shared/geo/point.ts';

/** A tile of the web's grid: x from west, y from north. */
export interface Tile {
  z: number;
  x: number;
  y: number;
}
/** A tile of the shifted map with where its north-western corner lies in the asked one, as shares of its width. */
export interface Piece extends Tile {
  left: number;
  top: number;
}

/** A place in tiles of a zoom, with fractions (Web Mercator). */
export function inTiles({ lng, lat }: Point, z: number): { x: number; y: number } {
  const s = Math.sin((lat * Math.PI) / 180);
  const count = 2 ** z;
  return { x: ((lng + 180) / 360) * count, y: (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * count };
}
export function ofTiles(x: number, y: number, z: number): Point {
  const count = 2 ** z;
  return {
    lng: (x / count) * 360 - 180,
    lat: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / count))) * 180) / Math.PI,
  };
}

/**
 * Which tiles of a map drawn in another datum show what a WGS-84 tile does, and where they lie in it. The shift is that of the tile's
 * middle: within a tile it differs by less than a pixel at every zoom.
 */
export function piecesOf({ z, x, y }: Tile, datum: Datum): Piece[] {
  const middle = inTiles(toDatum(ofTiles(x + 0.5, y + 0.5, z), datum), z);
  const [west, north] = [middle.x - 0.5, middle.y - 0.5];
  const edge = 1e-6;
  const columns = [Math.floor(west), Math.floor(west + 1 - edge)];
  const rows = [Math.floor(north), Math.floor(north + 1 - edge)];
  return [...new Set(rows)].flatMap((row) =>
    [...new Set(columns)].map((column) => ({ z, x: column, y: row, left: column - west, top: row - north })),
  );
}

/** A tile drawn from its pieces; `read` gives the picture of one. */
export async function drawShifted(
  tile: Tile,
  datum: Datum,
  pixels: number,
  read: (tile: Tile) => Promise<ImageBitmap>,
): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(pixels, pixels);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2d canvas');
  await Promise.all(
    piecesOf(tile, datum).map(async (piece) => {
      const picture = await read(piece);
      pen.drawImage(picture, piece.left * pixels, piece.top * pixels, pixels, pixels);
      picture.close();
    }),
  );
  return (await canvas.convertToBlob()).arrayBuffer();
}
