import type { Calendar } from '#shared/clock/calendar.ts';
import type { Camera } from '#shared/pack/schema.ts';
import type { CameraStream } from '#shared/wire/video.ts';

/** What pretend cameras show, where the county has no gateway and is a demo. */
export type DemoVideo = (
  camera: Camera,
  file: string,
  now: number,
  calendar: Calendar,
) => { type: string; bytes: Buffer; keepsMs: number } | null;

/** Addresses of a gateway; `{jurisdiction}` and `{camera}` stand for what is watched. */
export interface VideoSettings {
  hls?: string | undefined;
  whep?: string | undefined;
  demo?: DemoVideo | undefined;
}

/** Where the picture of a camera comes from: WHEP before HLS, because it is half a second old and not eight. */
export function streamOf(
  { hls, whep, demo }: VideoSettings,
  jurisdiction: string,
  camera: Camera,
): CameraStream {
  const masks = [...(camera.masks ?? [])];
  const gateway = whep ?? hls;
  if (gateway !== undefined) {
    const names: Record<string, string> = { jurisdiction, camera: camera.stream ?? camera.id };
    const url = gateway.replace(/\{(jurisdiction|camera)\}/gu, (_, name: string) =>
      encodeURIComponent(names[name] ?? ''),
    );
    return { kind: whep === undefined ? 'hls' : 'whep', url, masks };
  }
  if (!demo) return { kind: 'none', url: '', masks };
  const at = `/api/${encodeURIComponent(jurisdiction)}/cameras/${encodeURIComponent(camera.id)}`;
  return { kind: 'hls', url: `${at}/live/index.m3u8`, masks };
}

/** The hosts that pages may fetch pictures from. */
export const videoHosts = ({ hls, whep }: VideoSettings): string[] => [
  ...new Set([hls, whep].flatMap((url) => (url === undefined ? [] : [new URL(url).origin]))),
];
