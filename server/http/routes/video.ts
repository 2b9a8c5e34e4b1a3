import { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Camera } from '#shared/pack/schema.ts';
import * as wire from '#shared/wire/video.ts';
import { streamOf, type VideoSettings } from '../../models/video.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { seesPlace } from '../../queries/scope-of-pack.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

export interface VideoPorts {
  video: VideoSettings;
  isOnline(jurisdiction: string, camera: string): boolean;
  now: () => number;
}
const tag = 'video';
/** Who goes on watching is not written down anew: a tour of sixteen pictures would fill the audit. */
const sameLookMs = 10 * minuteMs;
const mostLooks = 20_000;

/** Pictures of cameras: from a gateway by its address, in a demo from here. Who looks at which is in the audit. */
export function videoRoutes({ video, isOnline, now, trail }: VideoPorts & { trail: Trail }): Route[] {
  const looks = new Map<string, number>();

  /** Whether this look is a new one; remembered from then on. */
  function isNew(key: string): boolean {
    const before = looks.get(key);
    if (before !== undefined && now() - before < sameLookMs) return false;
    looks.delete(key);
    looks.set(key, now());
    if (looks.size > mostLooks) looks.delete(must(looks.keys().next().value, 'the oldest look'));
    return true;
  }
  return [
    forWho('watch-cameras', {
      method: 'get',
      path: '/cameras/states',
      tag,
      answer: wire.cameraStates,
      summary: 'Which cameras of the own part deliver no picture',
      handle({ pack, person }) {
        const own = pack.pack.cameras.filter(({ place }) => seesPlace(pack, person, place));
        const offline = own.filter(({ id }) => !isOnline(pack.id, id)).map(({ id }) => id);
        return { total: own.length, offline };
      },
    }),
    forWho('watch-cameras', {
      method: 'post',
      path: '/cameras/:camera/watch',
      tag,
      answer: wire.cameraStream,
      summary: 'Where the live picture of a camera comes from; the look is written into the audit first',
      async handle({ pack, person, params, req }) {
        const camera = cameraOf(pack, person, params['camera'] ?? '');
        if (isRefusal(camera)) return camera;
        if (isNew(`${pack.id}\0${person.id}\0${camera.id}`))
          await trail(req, pack.id, person, 'camera-watched', { about: camera.id, detail: camera.name });
        return streamOf(video, pack.id, camera);
      },
    }),
    forWho('watch-cameras', {
      method: 'get',
      path: '/cameras/:camera/live/:file',
      tag,
      answer: z.unknown(),
      download: ['application/vnd.apple.mpegurl', 'video/mp4'],
      summary: 'The live picture of a pretend camera (HLS): in demos without a gateway alone',
      handle({ pack, person, params, res }) {
        const camera = cameraOf(pack, person, params['camera'] ?? '');
        if (isRefusal(camera)) return camera;
        const found = video.demo?.(camera, params['file'] ?? '', now(), pack.pack.calendar);
        if (!found) return refuse('unknown', 'no-picture', 'file');
        res.set('Cache-Control', `private, max-age=${Math.floor(found.keepsMs / 1_000)}`);
        res.type(found.type).send(found.bytes);
        return undefined;
      },
    }),
  ];
}

function cameraOf(pack: LoadedPack, person: Person, id: string): Camera | Refusal {
  const camera = pack.pack.cameras[pack.cameraOrdinals.get(id) ?? -1];
  return camera && seesPlace(pack, person, camera.place)
    ? camera
    : refuse('unknown', 'no-camera-in-scope', 'camera');
}
