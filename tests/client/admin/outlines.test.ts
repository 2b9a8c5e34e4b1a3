import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { topology } from 'topojson-server';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { readOutlines } from '../../../client/apps/admin/founding/outlines.ts';

/** Two grids beside each other, in degrees. */
const west = [
  [120.1, 31.9],
  [120.1, 31.91],
  [120.11, 31.91],
  [120.11, 31.9],
  [120.1, 31.9],
];
const east = west.map(([x = 0, y = 0]) => [Math.round((x + 0.01) * 1e6) / 1e6, y]);
const named = [
  ['320281001', '澄江一网格', west],
  ['320281002', '澄江二网格', east],
] as const;
const collection = {
  type: 'FeatureCollection' as const,
  features: named.map(([code, name, ring]) => ({
    type: 'Feature' as const,
    properties: { code, name },
    geometry: { type: 'Polygon' as const, coordinates: [ring.map((at) => [...at])] },
  })),
};
const json = (value: unknown): string => JSON.stringify(value);
const wkt = (ring: readonly (readonly number[])[]): string =>
  `"POLYGON((${ring.map((at) => at.join(' ')).join(', ')}))"`;
const csv = ['code,name,shape', ...named.map(([code, name, ring]) => [code, name, wkt(ring)].join(','))].join(
  '\r\n',
);

/** A Shapefile as its specification says: polygons with their box, a table of texts, a projection, all in one ZIP. */
function shapefile(parts: Record<string, Uint8Array | undefined> = {}): Uint8Array {
  const records = named.map(([, , ring]) => {
    const content = new DataView(new ArrayBuffer(48 + ring.length * 16));
    content.setInt32(0, 5, true);
    const [xs, ys] = [ring.map(([x = 0]) => x), ring.map(([, y = 0]) => y)];
    [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].forEach((value, i) =>
      content.setFloat64(4 + i * 8, value, true),
    );
    content.setInt32(36, 1, true);
    content.setInt32(40, ring.length, true);
    ring.forEach(([x = 0, y = 0], i) => {
      content.setFloat64(48 + i * 16, x, true);
      content.setFloat64(56 + i * 16, y, true);
    });
    return new Uint8Array(content.buffer);
  });
  const size = records.reduce((sum, one) => sum + one.length + 8, 100);
  const shp = new DataView(new ArrayBuffer(size));
  shp.setInt32(0, 9994);
  shp.setInt32(24, size / 2);
  shp.setInt32(28, 1000, true);
  shp.setInt32(32, 5, true);
  let at = 100;
  records.forEach((record, i) => {
    shp.setInt32(at, i + 1);
    shp.setInt32(at + 4, record.length / 2);
    new Uint8Array(shp.buffer).set(record, at + 8);
    at += record.length + 8;
  });
  const whole: Record<string, Uint8Array | undefined> = {
    'grids.shp': new Uint8Array(shp.buffer),
    'grids.dbf': table(),
    'grids.cpg': new TextEncoder().encode('UTF-8'),
    'grids.prj': new TextEncoder().encode(
      'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ),
    ...parts,
  };
  return zipSync(
    Object.fromEntries(Object.entries(whole).flatMap(([name, part]) => (part ? [[name, part]] : []))),
  );
}
function table(): Uint8Array {
  const width = 30;
  const [head, row] = [32 + 2 * 32 + 1, 1 + 2 * width];
  const bytes = new Uint8Array(head + named.length * row + 1).fill(0x20, head);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder();
  view.setUint8(0, 3);
  view.setUint32(4, named.length, true);
  view.setUint16(8, head, true);
  view.setUint16(10, row, true);
  ['code', 'name'].forEach((field, i) => {
    bytes.set(text.encode(field), 32 + i * 32);
    bytes.set(text.encode('C'), 32 + i * 32 + 11);
    bytes[32 + i * 32 + 16] = width;
  });
  bytes[head - 1] = 0x0d;
  named.forEach(([code, name], i) => {
    bytes.set(text.encode(code), head + i * row + 1);
    bytes.set(text.encode(name), head + i * row + 1 + width);
  });
  bytes[bytes.length - 1] = 0x1a;
  return bytes;
}

const file = (name: string, content: BlobPart): File => new File([content], name);

describe('outlines of a county’s grids', () => {
  it.each([
    ['GeoJSON', () => file('grids.geojson', json(collection))],
    ['TopoJSON', () => file('grids.json', json(topology({ grids: collection }, 1e7)))],
    ['Shapefile', () => file('grids.zip', shapefile() as BlobPart)],
    ['CSV with a column of WKT', () => file('grids.csv', csv)],
    ['CSV with a byte order mark', () => file('grids.csv', `\uFEFF${csv}`)],
  ])('%s: every grid with its outline and what the file says of it', async (_kind, made) => {
    const read = await readOutlines(made());
    if (isRefusal(read)) throw new Error(read.reason);
    expect(read.fields).toEqual(['code', 'name']);
    expect(read.others).toBe(0);
    expect(read.outlines.map(({ says }) => says)).toEqual(named.map(([code, name]) => ({ code, name })));
    const corners = read.outlines.map(
      ({ shape }) =>
        new Set(shape.coordinates.flat(shape.type === 'Polygon' ? 1 : 2).map((point) => json(point))),
    );
    expect(corners).toEqual([west, east].map((ring) => new Set(ring.map((point) => json(point)))));
  });

  it.each([
    [
      'points alone',
      'p.geojson',
      json({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [1, 2] } }),
      'outlines-none',
    ],
    ['a table without outlines', 'a.csv', '网格,地址\n一,人民路 1 号\n', 'outlines-none'],
    ['an empty file', 'e.csv', '', 'outlines-none'],
    ['JSON that is cut off', 'c.geojson', '{"type":"FeatureCollection","features":[', 'outlines-unreadable'],
    ['a ZIP that is cut off', 'z.zip', 'PK\u0003\u0004 and no more', 'outlines-unreadable'],
  ] as const)('%s: said, and nothing is taken', async (_what, name, content, reason) => {
    expect(await readOutlines(file(name, content))).toMatchObject({ reasonId: reason, field: 'file' });
  });

  it.each([
    ['UTF-8', new TextEncoder().encode('澄江'), '澄江'],
    ['GB 18030', new Uint8Array([0xb3, 0xce, 0xbd, 0xad]), '澄江'],
  ])('a table in %s that does not say so is read', async (_encoding, bytes, text) => {
    const dbf = table();
    dbf.fill(0x20, 97 + 31, 97 + 61);
    dbf.set(bytes, 97 + 31);
    dbf.fill(0x20, 97 + 61 + 31, 97 + 122);
    const zip = shapefile({ 'grids.cpg': undefined, 'grids.dbf': dbf });
    const read = await readOutlines(file('grids.zip', zip as BlobPart));
    if (isRefusal(read)) throw new Error(read.reason);
    expect(read.outlines[0]?.says['name']).toBe(text);
  });

  it('what is no area is counted, and the areas are taken', async () => {
    const point = {
      type: 'Feature',
      properties: { name: '井' },
      geometry: { type: 'Point', coordinates: [120, 31] },
    };
    const read = await readOutlines(
      file('m.geojson', json({ ...collection, features: [...collection.features, point] })),
    );
    expect(read).toMatchObject({ others: 1, fields: ['code', 'name'] });
  });
});
