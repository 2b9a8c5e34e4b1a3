import * as wire from '#shared/wire/lamps.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Street lamps as they burn; they are switched by a command. */
export function openLampsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask } = openCall(jurisdiction, fetch, '/lamps');
  return {
    list: () => ask(wire.lampList, ''),
    story: (group: string) => ask(wire.lampStory, `/${encodeURIComponent(group)}`),
  };
}
