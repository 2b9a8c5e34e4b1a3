import type { z } from 'zod';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/record-exports.ts';
import { under } from '../base-path.ts';
import { callOnce, isOfHouse, refusalOf, unreachable, type Fetch } from './call.ts';

/** Records as files, out and in. */
export function openRecordFilesApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}`);
  const send = <S extends z.ZodType>(schema: S, path: string, body: unknown) =>
    callOnce(
      fetch,
      base + path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      schema,
    );
  const at = (id: string): string => `/record-exports/${encodeURIComponent(id)}`;
  return {
    list: () => callOnce(fetch, `${base}/record-exports`, {}, wire.recordExports),
    ask: (body: z.input<typeof wire.newExport>) => send(wire.recordExport, '/record-exports', body),
    decide: (id: string, body: z.input<typeof wire.exportDecision>) =>
      send(wire.recordExport, `${at(id)}/decisions`, body),
    /** The CSV file as it is. */
    async file(id: string, language: string): Promise<Blob | Refusal> {
      try {
        const answer = await fetch(`${base}${at(id)}/file?language=${language}`, {
          credentials: 'same-origin',
          redirect: 'manual',
        });
        if (answer.ok && isOfHouse(answer)) return await answer.blob();
        return refusalOf(answer, await answer.json().catch(() => undefined));
      } catch {
        return refuse('busy', 'unreachable', unreachable);
      }
    },
    bring: (body: z.input<typeof wire.recordSheet>) => send(wire.sheetAnswer, '/record-sheets', body),
  };
}
export type RecordFilesApi = ReturnType<typeof openRecordFilesApi>;
