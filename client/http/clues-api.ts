import type { ClueKind } from '#shared/incident/clue.ts';
import * as wire from '#shared/wire/clues.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** What other systems noticed, and the word of people on it. */
export function openCluesApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch);
  return {
    list: (kind: ClueKind, more: Record<string, string> = {}) =>
      ask(wire.clueList, `/clues?${new URLSearchParams({ kind, ...more }).toString()}`),
    say: (clue: string, word: wire.ClueWord) =>
      send(wire.clueAnswer, `/clues/${encodeURIComponent(clue)}/word`, word),
  };
}
export type CluesApi = ReturnType<typeof openCluesApi>;
