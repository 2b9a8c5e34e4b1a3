import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/lamps.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

/** Street lamps as they burn; they are switched by a command. */
export function openLampsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/lamps`);
  return {
    list: (): Promise<wire.LampList | Refusal> => callOnce(fetch, base, {}, wire.lampList),
    story: (group: string): Promise<wire.LampStory | Refusal> =>
      callOnce(fetch, `${base}/${encodeURIComponent(group)}`, {}, wire.lampStory),
  };
}
