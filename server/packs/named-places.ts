import { inRecord } from '#shared/kernel/localized.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pinyin } from 'pinyin-pro';
import { z } from 'zod';
import { point } from '#shared/geo/point.ts';
import { placeKinds, plainName, type FindablePlace, type NamedPlace } from '#shared/geo/named-place.ts';
import type { LoadedPack } from './loaded.ts';

/** The places of a pack by name, each with the ids of its grids. Read once, when the first one is asked for. */
export interface Gazetteer {
  places: readonly (FindablePlace & { grids: readonly string[] })[];
}
export type OpenGazetteer = (pack: LoadedPack) => Promise<Gazetteer>;

/**
 * The file that a county brings along beside its pack: GeoJSON whose features have `name`, and may have `kind` (see
 * `placeKinds`) and `number`. A line or an area stands for its middle point.
 */
const gazetteerFile = 'gazetteer.geojson';

/** Where packs and their map files lie; null: only what the packs themselves hold. */
export function openGazetteers(
  foldersOf: ((id: string) => { packsDir: string; publicDir: string }) | null,
): OpenGazetteer {
  const known = new WeakMap<LoadedPack, Promise<Gazetteer>>();
  return (pack) => {
    let made = known.get(pack);
    if (!made) known.set(pack, (made = makeGazetteer(pack, foldersOf?.(pack.id) ?? null)));
    return made;
  };
}

async function makeGazetteer(
  pack: LoadedPack,
  folders: { packsDir: string; publicDir: string } | null,
): Promise<Gazetteer> {
  const files = folders
    ? [
        path.join(folders.packsDir, pack.id, gazetteerFile),
        path.join(folders.publicDir, 'packs', pack.id, pack.pack.identity.map.places),
      ]
    : [];
  const brought = await Promise.all(files.map(readPlaces));
  const letters = new Map<string, string>();
  const places = [...brought.flat(), ...ownPlaces(pack)].flatMap((one) => {
    const grids = pack.grid.locate(one.place).map(({ id }) => id);
    // What lies outside can be no place of a matter here.
    if (grids.length === 0) return [];
    return { ...one, key: plainName(one.name), initials: initialsOf(one.name, letters), grids };
  });
  return { places };
}

function ownPlaces({ pack, grid }: LoadedPack): NamedPlace[] {
  return [
    ...grid.levels
      .flat()
      .map(({ name, centre }) => ({ kind: 'grid', name, number: '', place: centre }) as const),
    ...(pack.dedicated ?? []).map(
      ({ name, kind, place }) =>
        ({ kind: kind === 'school' ? 'school' : 'facility', name, number: '', place }) as const,
    ),
    ...pack.units.map(
      ({ name, place }) => ({ kind: 'unit', name: inRecord(name), number: '', place }) as const,
    ),
    ...pack.cameras.map(({ id, name, place }) => ({ kind: 'camera', name, number: id, place }) as const),
    ...pack.sensors.map(
      ({ id, name, place }) => ({ kind: 'sensor', name: inRecord(name), number: id, place }) as const,
    ),
  ];
}

/** First letters of the pinyin, character by character; other letters stand for themselves. */
function initialsOf(name: string, known: Map<string, string>): string {
  let all = '';
  for (const letter of plainName(name)) {
    let first = known.get(letter);
    if (first === undefined) {
      first = /\p{Script=Han}/u.test(letter)
        ? pinyin(letter, { pattern: 'first', toneType: 'none' }).toLowerCase()
        : letter;
      known.set(letter, first);
    }
    all += first;
  }
  return all;
}

const pair = z.tuple([z.number(), z.number()]).rest(z.number());
const feature = z.object({
  properties: z.object({
    name: z.string().min(1).max(120),
    kind: z.enum(placeKinds).catch('place'),
    number: z.string().max(40).catch(''),
  }),
  geometry: z.union([
    z.object({ type: z.literal('Point'), coordinates: pair }),
    z.object({ type: z.literal('LineString'), coordinates: z.array(pair).min(1) }),
    z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(pair).min(1)).min(1) }),
  ]),
});
const collection = z.object({ features: z.array(z.unknown()) });

/** Names of a GeoJSON file. A file that is not there or not readable has none; a bad feature is left out. */
async function readPlaces(file: string): Promise<NamedPlace[]> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  const read = collection.safeParse(asJson(text));
  return (read.data?.features ?? []).flatMap((one) => {
    const { data } = feature.safeParse(one);
    const [lng, lat] = data ? middleOf(data.geometry) : [];
    const place = point.safeParse({ lng, lat });
    return data && place.success ? { ...data.properties, place: place.data } : [];
  });
}

function middleOf(geometry: z.infer<typeof feature>['geometry']): readonly number[] {
  if (geometry.type === 'Point') return geometry.coordinates;
  const line = geometry.type === 'LineString' ? geometry.coordinates : (geometry.coordinates[0] ?? []);
  if (geometry.type === 'LineString') return line[Math.floor(line.length / 2)] ?? [];
  const mean = (axis: 0 | 1): number => line.reduce((sum, at) => sum + at[axis], 0) / line.length;
  return [mean(0), mean(1)];
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
