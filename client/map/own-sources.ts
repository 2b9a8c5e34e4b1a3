import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Localized } from '#shared/kernel/localized.ts';
import type { Identity } from '#shared/pack/schema.ts';

/** A file that did not come is asked for again after so long. */
const againMs = 30_000;

/** Of what MapLibre tells of a source, what is read here. */
interface SourceEvent {
  sourceId?: string;
  sourceDataType?: string;
  tile?: unknown;
  error?: unknown;
}

/**
 * Tells which sources have shown nothing: from their first fault until something of them comes. One tile of many that is missing makes
 * no source silent, and a file is asked for again. What is no source's fault is thrown on.
 */
export function followSources(map: MapLibre, told: (silent: ReadonlySet<string>) => void): () => void {
  const [silent, heard] = [new Set<string>(), new Set<string>()];
  const isFile = (id: string): boolean => map.getSource(id)?.type === 'geojson';
  map.on('error', (event) => {
    const { sourceId: id, error } = event as SourceEvent;
    if (id === undefined) reportError(error);
    else if (!heard.has(id) && !silent.has(id)) told(new Set(silent.add(id)));
  });
  map.on('sourcedata', (event) => {
    const { sourceId: id, sourceDataType, tile } = event as SourceEvent;
    if (id === undefined || heard.has(id)) return;
    // Tiles of a file that did not come are cut all the same, out of nothing.
    if (isFile(id) ? sourceDataType !== 'content' : !tile) return;
    heard.add(id);
    if (silent.delete(id)) told(new Set(silent));
  });
  const timer = setInterval(() => {
    for (const id of silent) {
      const source = isFile(id) ? map.getSource<GeoJSONSource>(id) : undefined;
      const data = source?.serialize().data;
      if (typeof data === 'string') source?.setData(data);
    }
  }, againMs);
  return () => clearInterval(timer);
}

/** Names of what a county brought for its map and a map does not show: its drawing is not there, or its source is silent. */
export function missingOf(
  { map }: Pick<Identity, 'map'>,
  drawn: ReadonlySet<string>,
  silent: ReadonlySet<string>,
): Localized[] {
  // A map that is no picture of the county, as that of outlines being drawn, has none of them.
  if (!drawn.has('ground')) return [];
  const layers = (map.layers ?? []).filter(({ id }) => !drawn.has(`own-${id}`) || silent.has(`own-${id}`));
  const bases = (map.bases ?? []).filter(({ id }) => !drawn.has(`base-${id}`) || silent.has(`base-${id}`));
  return [...bases, ...layers].map(({ name }) => name);
}
