import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { ClueKind } from '#shared/incident/clue.ts';
import * as wire from '#shared/wire/clues.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** What other systems noticed, and the word of people on it. */
export function openCluesApi(
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
  return {
    list: (kind: ClueKind, more: Record<string, string> = {}) =>
      ask(wire.clueList, `/clues?${new URLSearchParams({ kind, ...more }).toString()}`),
    say: (clue: string, word: wire.ClueWord) =>
      ask(wire.clueAnswer, `/clues/${encodeURIComponent(clue)}/word`, word),
  };
}
export type CluesApi = ReturnType<typeof openCluesApi>;
