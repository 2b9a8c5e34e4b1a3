import type { z } from 'zod';
import * as wire from '#shared/wire/own-records.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** What the data officer does at a person's wish. */
export function openRecordPeopleApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { send } = openCall(jurisdiction, fetch, '/record-people');
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
