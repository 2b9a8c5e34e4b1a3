import * as wire from '#shared/wire/video.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Pictures of cameras. */
export function openVideoApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask } = openCall(jurisdiction, fetch, '/cameras');
  return {
    states: () => ask(wire.cameraStates, '/states'),
    /** Where its picture comes from. The look is in the audit by then. */
    watch: (camera: string) =>
      ask(wire.cameraStream, `/${encodeURIComponent(camera)}/watch`, { method: 'POST' }),
  };
}
export type VideoApi = ReturnType<typeof openVideoApi>;
