import { onBeforeUnmount, watch } from 'vue';
import { wallChannels } from '#shared/pack/wall.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { useBoard } from '../../stores/board.ts';
import { useFlow } from '../../stores/flow.ts';
import { useSensing } from '../../stores/sensing.ts';
import type { Feed } from '../../stream/feed.ts';
import { heldRows } from '../../stream/held.ts';
import { openFeed, type FeedOptions } from '../../stream/open-feed.ts';
import type { County } from './county.ts';

/** What of a place its line needs to know. */
export type LinePlace = Pick<County, 'wall'> & { slice: Pick<County['slice'], 'scopes'> };

/**
 * The wall's own line to the live county. Whoever goes into a grid follows its own channels: figures, lists and map are those of the
 * grid, to the same hash. It is opened as soon as the place is known, before its map is there.
 */
export function useWallFeed(
  county: () => LinePlace | null,
  told: Pick<FeedOptions, 'jurisdiction' | 'onOrder' | 'onDrill'>,
) {
  const stores = [useBoard(), useSensing(), useFlow()];
  let feed: Feed | undefined;
  const channels = (): string[] =>
    wallChannels.flatMap((view) => county()?.slice.scopes.map((scope) => `${view}:${scope}`) ?? []);
  function end(): void {
    feed?.close();
    // What was told of another place is not of this one.
    for (const store of stores) store.clear();
  }
  watch(
    () => county()?.slice.scopes.join(' '),
    () => {
      const screen = county()?.wall;
      if (screen === undefined) return;
      end();
      feed = openFeed({ ...told, channels: channels(), sensors: 'all', screen });
    },
  );
  onBeforeUnmount(() => feed?.close());
  return {
    channels,
    end,
    report: ((status) => feed?.report(status)) satisfies Feed['report'],
    truth: (): IncidentRow[] => (feed ? heldRows<IncidentRow>(feed.replicas(), 'board', 'incident') : []),
  };
}
