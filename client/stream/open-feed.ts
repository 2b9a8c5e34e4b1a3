import { storesOf } from '../stores/stores.ts';
import { connect } from './connect.ts';
import { startFeed, type Feed, type FeedParts } from './feed.ts';

export interface FeedOptions {
  jurisdiction: string;
  /** E.g. `['board:all', 'sensing:all']`. Of several boards the first gives figures and units. */
  channels: string[];
  /** Readings this screen shows: ordinals, or all in scope. Nothing when missing; `feed.watch` changes it. */
  sensors?: 'all' | number[];
  /** How this screen is called in the server's log. */
  screen?: string;
  /** What this wall is told. */
  onOrder?: FeedParts['onOrder'];
  /** Which drill this screen goes into. */
  onDrill?: FeedParts['onDrill'];
  /** How this page becomes the newest version; loading it again, when missing. */
  renew?: () => void;
}

/** Follows the server into the stores until closed. Call it once a screen; needs an active pinia. */
export function openFeed(options: FeedOptions): Feed {
  const { jurisdiction, channels, sensors = [], screen = location.pathname } = options;
  const renew = options.renew ?? (() => location.reload());
  return startFeed({
    line: connect({ jurisdiction, screen }),
    channels,
    sensors,
    screen,
    sinks: storesOf(),
    onOldVersion: () => renewOnce(renew),
    ...(options.onOrder && { onOrder: options.onOrder }),
    ...(options.onDrill && { onDrill: options.onDrill }),
  });
}

/** New code comes with a reload; a server that is itself behind must not make the page reload for ever. */
function renewOnce(renew: () => void): void {
  const last = Number(sessionStorage.getItem('reloadedAt') ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('reloadedAt', String(Date.now()));
  renew();
}
