import { localOf } from '#shared/clock/zone.ts';
import type { Calendar } from '#shared/clock/calendar.ts';
import { nextFrame, parameterSets, wholeFrame, type Frame } from './h264.ts';
import { fragment, initSegment } from './mp4.ts';
import { drawScene, height, width } from './scene.ts';

/**
 * A live stream (HLS, fragmented MP4) of a pretend camera. What a segment holds follows from the camera and its number, so nothing
 * runs while nobody looks, and every server of a house gives the same.
 */
export interface LiveCamera {
  id: string;
  name: string;
}
export const segmentMs = 4_000;
const frameMs = 250;
/** Segments in the list. */
const listed = 4;

/** The list of the newest segments at an instant; their addresses lie beside it. */
export function playlist(now: number): string {
  const last = Math.floor(now / segmentMs) - 1;
  const numbers = Array.from({ length: listed }, (_, i) => last - listed + 1 + i);
  return [
    ...['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${segmentMs / 1_000}`],
    ...[`#EXT-X-MEDIA-SEQUENCE:${numbers[0]}`, '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-MAP:URI="init.mp4"'],
    `#EXT-X-PROGRAM-DATE-TIME:${new Date((numbers[0] ?? 0) * segmentMs).toISOString()}`,
    ...numbers.flatMap((n) => [`#EXTINF:${(segmentMs / 1_000).toFixed(3)},`, `${n}.m4s`]),
    '',
  ].join('\n');
}

const sets = parameterSets(width, height);
const init = initSegment({ width, height, ...sets });

/** What comes before the first segment: the same for every camera. */
export const initOf = (): Buffer => init;

/** The segment of a number. */
export function segment(camera: LiveCamera, number: number, calendar: Calendar): Buffer {
  const from = number * segmentMs;
  let before: Frame | null = null;
  const units = Array.from({ length: segmentMs / frameMs }, (_, i) => {
    const at = from + i * frameMs;
    const frame = drawScene(camera, localOf(calendar, at));
    const unit = before ? nextFrame(frame, before, i) : wholeFrame(frame, number);
    before = frame;
    return unit;
  });
  return fragment(number % 2 ** 32, from, frameMs, units);
}

/** The newest segments that somebody asked for: several look at the same camera. */
const kept = new Map<string, Buffer>();
const mostKept = 96;

function keptSegment(camera: LiveCamera, number: number, calendar: Calendar): Buffer {
  const key = `${camera.id}\0${camera.name}\0${number}`;
  const known = kept.get(key) ?? segment(camera, number, calendar);
  kept.delete(key);
  kept.set(key, known);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return known;
}

/** A file of the stream by its name, or null: there is none, or it is not due. */
export function liveFile(
  camera: LiveCamera,
  name: string,
  now: number,
  calendar: Calendar,
): { type: string; bytes: Buffer; keepsMs: number } | null {
  if (name === 'index.m3u8')
    return { type: 'application/vnd.apple.mpegurl', bytes: Buffer.from(playlist(now)), keepsMs: 0 };
  if (name === 'init.mp4') return { type: 'video/mp4', bytes: initOf(), keepsMs: 3_600_000 };
  const [, digits] = /^(\d{1,12})\.m4s$/.exec(name) ?? [];
  const number = digits === undefined ? -1 : Number(digits);
  const last = Math.floor(now / segmentMs) - 1;
  if (number > last || number < last - 2 * listed) return null;
  return { type: 'video/mp4', bytes: keptSegment(camera, number, calendar), keepsMs: 30_000 };
}
