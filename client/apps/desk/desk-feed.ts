import { openFeed } from '../../stream/open-feed.ts';
import type { DeskSetup } from './desk-room.ts';
import { channelsOf } from './dossier/channel.ts';

/** What a desk hears of: the channels of whoever sits there, over the scopes of its part of the county. */
export function openDeskFeed({ api, person }: Pick<DeskSetup, 'api' | 'person'>, scopes: readonly string[]) {
  return openFeed({
    jurisdiction: api.jurisdiction,
    screen: `desk ${person.id}`,
    channels: channelsOf(person, scopes),
  });
}
