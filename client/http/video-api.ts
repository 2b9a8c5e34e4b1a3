import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/video.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** Pictures of cameras. */
export function openVideoApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/cameras`);
  const ask = <S extends z.ZodType>(schema: S, path: string, method = 'GET'): Promise<z.infer<S> | Refusal> =>
    callOnce(fetch, base + path, { method }, schema);
  return {
    states: () => ask(wire.cameraStates, '/states'),
    /** Where its picture comes from. The look is in the audit by then. */
    watch: (camera: string) => ask(wire.cameraStream, `/${encodeURIComponent(camera)}/watch`, 'POST'),
  };
}
export type VideoApi = ReturnType<typeof openVideoApi>;
