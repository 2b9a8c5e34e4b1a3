import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { pushOffer } from '#shared/wire/phone-push.ts';
import { under } from '../base-path.ts';
import { actOnce, callOnce, type Fetch } from './call.ts';

/** Notices on this phone, as long as its sign-in lasts. */
export function openPushApi(jurisdiction: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
  const address = under(`/api/${encodeURIComponent(jurisdiction)}/account/push`);
  /** Null when it is done. */
  function act(method: string, body?: unknown): Promise<Refusal | null> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return actOnce(fetch, address, { method, ...(body !== undefined && json) });
  }
  return {
    /** The key by which notices are pushed; null where there are none, or nobody answers. */
    async key(): Promise<string | null> {
      const offer = await callOnce(fetch, address, {}, pushOffer);
      return isRefusal(offer) ? null : offer.key;
    },
    begin: (subscription: unknown) => act('POST', subscription),
    end: () => act('DELETE'),
  };
}
