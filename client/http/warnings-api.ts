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
    list: () => callOnce(fetch, `${base}/warnings`, {}, wire.warningList),
    detail: (id: string) =>
      callOnce(fetch, `${base}/warnings/${encodeURIComponent(id)}`, {}, wire.warningDetail),
    open: () => callOnce(fetch, `${base}/public/warnings`, {}, wire.publicWarnings),
  };
}
