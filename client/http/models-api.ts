import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Verdict } from '#shared/sensing/verdict.ts';
import * as wire from '#shared/wire/models.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** Models that watch cameras, and what people say of what they saw. */
export function openModelsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}`);
  const ask = <S extends z.ZodType>(
    schema: S,
    path: string,
    body?: unknown,
  ): Promise<z.infer<S> | Refusal> => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    return callOnce(fetch, base + path, init, schema);
  };
  const of = (subject: string): string => `/sightings/${encodeURIComponent(subject)}/verdict`;
  return {
    list: () => ask(wire.modelList, '/models'),
    detail: (model: string) => ask(wire.modelDetail, `/models/${encodeURIComponent(model)}`),
    say: (model: string, word: 'mute' | 'unmute', reason: string) =>
      ask(wire.modelList, `/models/${encodeURIComponent(model)}/word`, { word, reason }),
    verdict: (subject: string) => ask(wire.verdictState, of(subject)),
    judge: (subject: string, verdict: Verdict, reason = '') =>
      ask(wire.verdictState, of(subject), { verdict, reason }),
  };
}
export type ModelsApi = ReturnType<typeof openModelsApi>;
