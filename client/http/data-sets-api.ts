import type { z } from 'zod';
import * as wire from '#shared/wire/data-sets.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** The catalogue of data, and the word of who may grant it. */
export function openDataSetsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}`);
  return {
    catalogue: () => callOnce(fetch, `${base}/data-sets`, {}, wire.dataCatalogue),
    decide: (id: string, body: z.input<typeof wire.dataDecision>) =>
      callOnce(
        fetch,
        `${base}/data-requests/${encodeURIComponent(id)}/decisions`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
        wire.dataRequest,
      ),
  };
}
