import { noticeSeen, toldNotices } from '#shared/wire/notices.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** What oneself is told beside matters, and that one has read it. */
export function openNoticesApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/notices`);
  return {
    list: () => callOnce(fetch, base, {}, toldNotices),
    see: (id: string) =>
      callOnce(fetch, `${base}/${encodeURIComponent(id)}/seen`, { method: 'POST' }, noticeSeen),
  };
}
