import type { Verdict } from '#shared/sensing/verdict.ts';
import * as wire from '#shared/wire/models.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Models that watch cameras, and what people say of what they saw. */
export function openModelsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch);
  const of = (subject: string): string => `/sightings/${encodeURIComponent(subject)}/verdict`;
  return {
    list: () => ask(wire.modelList, '/models'),
    detail: (model: string) => ask(wire.modelDetail, `/models/${encodeURIComponent(model)}`),
    say: (model: string, word: 'mute' | 'unmute', reason: string) =>
      send(wire.modelList, `/models/${encodeURIComponent(model)}/word`, { word, reason }),
    verdict: (subject: string) => ask(wire.verdictState, of(subject)),
    judge: (subject: string, verdict: Verdict, reason = '') =>
      send(wire.verdictState, of(subject), { verdict, reason }),
  };
}
export type ModelsApi = ReturnType<typeof openModelsApi>;
