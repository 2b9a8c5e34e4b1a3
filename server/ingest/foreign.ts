import { modelOf } from '#shared/pack/model.ts';
import type { Camera } from '#shared/pack/schema.ts';
import type { DetectionIn } from '#shared/sensing/reading.ts';
import type { Sighting } from '#shared/sensing/sighting.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** A detection as the door takes it, and where its picture can be had. */
export interface Translated {
  item: DetectionIn;
  snapshot: string | null;
}

const byName = new WeakMap<LoadedPack, ReadonlyMap<string, Camera>>();
/** Cameras by id and by their names at the gateway; an id goes before a name of another. */
function camerasOf(pack: LoadedPack): ReadonlyMap<string, Camera> {
  const before = byName.get(pack);
  if (before) return before;
  const { cameras } = pack.pack;
  const named = cameras.flatMap((one) => (one.stream === undefined ? [] : [[one.stream, one] as const]));
  const made = new Map([...named, ...cameras.map((one) => [one.id, one] as const)]);
  byName.set(pack, made);
  return made;
}

/**
 * A sighting as what the county's own models report: of those that watch the camera the first that knows one of its names. What none of
 * them knows is nothing that the county asked for: null, and no fault, since a detector tells of every dog.
 */
export function translate(pack: LoadedPack, seen: Sighting): Translated | 'unknown-camera' | null {
  const camera = camerasOf(pack).get(seen.camera);
  if (!camera) return 'unknown-camera';
  for (const name of seen.classes)
    for (const id of camera.models) {
      const model = modelOf(pack.pack, pack.items, id);
      const item = model?.classes[name];
      if (!model || item === undefined) continue;
      // Not sure enough yet: it tells again when it is.
      if (seen.confidence !== null && seen.confidence < model.floor) return null;
      const unsaid = seen.confidence === null ? '，设备未给出置信度' : '';
      return {
        snapshot: seen.snapshot,
        item: {
          camera: camera.id,
          at: seen.at,
          model: id,
          item,
          confidence: seen.confidence ?? model.floor,
          text: `${seen.text}${unsaid}`.slice(0, 200),
        },
      };
    }
  return null;
}
