import { noticeSeen, toldNotices } from '#shared/wire/notices.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** What oneself is told beside matters, and that one has read it. */
export function openNoticesApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch, '/notices');
  return {
    list: () => ask(toldNotices, ''),
    see: (id: string) => send(noticeSeen, `/${encodeURIComponent(id)}/seen`),
  };
}
