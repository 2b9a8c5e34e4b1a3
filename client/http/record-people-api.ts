import type { z } from 'zod';
import * as wire from '#shared/wire/own-records.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** What the data officer does at a person's wish. */
export function openRecordPeopleApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/record-people`);
  const send = <S extends z.ZodType>(schema: S, path: string, body: unknown) =>
    callOnce(
      fetch,
      base + path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      schema,
    );
  const at = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    find: (who: z.input<typeof wire.personQuery>) => send(wire.personFound, '/search', who),
    erase: (id: string, body: z.input<typeof wire.personErasure>) =>
      send(wire.personErased, `${at(id)}/erasures`, body),
    mend: (id: string, body: z.input<typeof wire.personCorrection>) =>
      send(wire.personCorrected, `${at(id)}/corrections`, body),
  };
}
export type RecordPeopleApi = ReturnType<typeof openRecordPeopleApi>;
