import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/new-county.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './call.ts';

/** What a server without a county is asked: whether it is, and to make its first one, by the code that stands in its data folder. */
export function openSetupApi(fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
  const post = (path: string, code: string, body: object): RequestInit & { path: string } => ({
    path: under(`/api/-/setup${path}`),
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-setup-code': code },
    body: JSON.stringify(body),
  });
  return {
    state: () => callOnce(fetch, under('/api/-/setup'), {}, wire.setupState),
    look(code: string, draft: object): Promise<wire.NewCountyLook | Refusal> {
      const { path, ...init } = post('/look', code, draft);
      return callOnce(fetch, path, init, wire.newCountyLook);
    },
    make(code: string, draft: object): Promise<wire.NewCountyMade | Refusal> {
      const { path, ...init } = post('/county', code, draft);
      return callOnce(fetch, path, init, wire.newCountyMade);
    },
  };
}
