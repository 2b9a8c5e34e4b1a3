import type { z } from 'zod';
import * as wire from '#shared/wire/data-sets.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** The catalogue of data, and the word of who may grant it. */
export function openDataSetsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch);
  return {
    catalogue: () => ask(wire.dataCatalogue, '/data-sets'),
    decide: (id: string, body: z.input<typeof wire.dataDecision>) =>
      send(wire.dataRequest, `/data-requests/${encodeURIComponent(id)}/decisions`, body),
  };
}
