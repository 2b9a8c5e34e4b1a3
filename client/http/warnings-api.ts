import * as wire from '#shared/wire/warnings.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

export type WarningsApi = ReturnType<typeof openWarningsApi>;

/** The four-colour acts of one jurisdiction; what is done with them goes by commands. */
export function openWarningsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask } = openCall(jurisdiction, fetch);
  return {
    /** With an instant, as they were then. */
    list: (at: number | null = null) => ask(wire.warningList, `/warnings${asOf(at)}`),
    detail: (id: string, at: number | null = null) =>
      ask(wire.warningDetail, `/warnings/${encodeURIComponent(id)}${asOf(at)}`),
    open: () => ask(wire.publicWarnings, '/public/warnings'),
  };
}

const asOf = (at: number | null): string => (at === null ? '' : `?at=${at}`);
