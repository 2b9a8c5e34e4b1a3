import * as wire from '#shared/wire/warnings.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

export type WarningsApi = ReturnType<typeof openWarningsApi>;

/** The four-colour acts of one jurisdiction; what is done with them goes by commands. */
export function openWarningsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}`);
  return {
    /** With an instant, as they were then. */
    list: (at: number | null = null) => callOnce(fetch, `${base}/warnings${asOf(at)}`, {}, wire.warningList),
    detail: (id: string, at: number | null = null) =>
      callOnce(fetch, `${base}/warnings/${encodeURIComponent(id)}${asOf(at)}`, {}, wire.warningDetail),
    open: () => callOnce(fetch, `${base}/public/warnings`, {}, wire.publicWarnings),
  };
}

const asOf = (at: number | null): string => (at === null ? '' : `?at=${at}`);
