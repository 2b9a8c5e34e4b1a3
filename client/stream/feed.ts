import type { Refusal } from '#shared/kernel/refusal.ts';
import { viewHash, type Op } from '#shared/views/view.ts';
import { down, type DownName } from '#shared/wire/down.ts';
import type { Frame } from '#shared/wire/frame.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import type { Line } from './connect.ts';
import { followChannels } from './follow.ts';
import { bytesOf, openGauges } from './gauges.ts';
import { linkOf, unheard, type Freshness } from './freshness.ts';
import { mergeOps, viewOf } from './merge.ts';
import type { Replica } from './replica.ts';

/** Where the feed writes. The stores are such sinks; a test hands in its own. */
export interface Sinks {
  board: { apply(ops: readonly Op[]): void };
  sensing: { apply(ops: readonly Op[]): void };
  readings: { apply(frame: Frame): void };
  freshness: { set(next: Freshness): void };
}
export interface FeedParts {
  line: Line;
  channels: readonly string[];
  sensors: 'all' | readonly number[];
  screen: string;
  sinks: Sinks;
  /** The server speaks another version of the wire: only new code helps. */
  onOldVersion(reason: string): void;
}
export interface Feed {
  /** Replaces the readings that this screen shows. */
  watch(sensors: 'all' | readonly number[]): void;
  freshness(): Freshness;
  /** What is held of each channel: the receipt of 数据一致. */
  replicas(): readonly Readonly<Replica>[];
  close(): void;
}

/** Silence after which a connection that looks open is taken for dead. The server speaks at least once a second. */
const deadMs = 4_000;
const lookMs = 500;

/** Follows the server into the sinks: joins, applies, checks, asks again for what does not fit, and says how fresh it is. */
export function startFeed(parts: FeedParts): Feed {
  const { line, sinks } = parts;
  const told = { ...unheard };
  const link = { connected: false, refused: false, heardAt: null as number | null };
  const gauges = openGauges(line, sinks.readings, parts.sensors);

  const freshness = (): Freshness => {
    const now = Date.now();
    const first = followed.replicas[0];
    return {
      ...told,
      link: linkOf({ ...link, now }),
      ageMs: link.heardAt === null ? null : now - link.heardAt,
      consistent: link.connected && followed.isConsistent(),
      seq: first?.seq ?? 0,
      hash: first ? viewHash(first.view) : '',
      lagMs: gauges.lagMs(told.offsetMs),
      resyncs: followed.resyncs(),
      mismatches: followed.replicas.reduce((sum, { mismatches }) => sum + mismatches, 0),
    };
  };
  const tell = (refusal?: Refusal): void => {
    if (refusal) told.reason = refusal.reason;
    sinks.freshness.set(freshness());
  };
  const followed = followChannels({
    line,
    channels: parts.channels,
    write: (replica, ops) => {
      const merged = mergeOps(followed.replicas, replica, ops);
      (viewOf(replica.name) === 'board' ? sinks.board : sinks.sensing).apply(merged);
    },
    tell,
  });
  const greet = async (): Promise<void> => {
    const answer = await line.send('hello', { protocol: protocolVersion, screen: parts.screen });
    if (answer === 'ok') {
      told.reason = null;
      followed.onGreeted();
      gauges.onGreeted();
    } else if (answer.code === 'invalid') parts.onOldVersion(answer.reason);
    else if (link.connected) line.restart();
    tell(answer === 'ok' ? undefined : answer);
  };

  const look = setInterval(() => {
    const silentMs = Date.now() - (link.heardAt ?? Date.now());
    if (link.connected && silentMs > deadMs) line.restart();
    tell();
  }, lookMs);
  const messages: Record<DownName, (body: unknown) => void> = {
    welcome: (body) => {
      const welcome = down.welcome.safeParse(body);
      if (welcome.success) told.offsetMs = welcome.data.now - Date.now();
    },
    snapshot: (body) => followed.onSnapshot(withBytes(body)),
    patch: followed.onPatch,
    frame: gauges.onFrame,
    shed: (body) => {
      told.shed += down.shed.safeParse(body).data?.count ?? 0;
    },
    cut: (body) => {
      told.reason = down.cut.safeParse(body).data?.reason ?? null;
      tell();
    },
  };
  line.open({
    onUp: () => {
      Object.assign(link, { connected: true, refused: false, heardAt: Date.now() });
      void greet();
    },
    onDown: () => {
      link.connected = false;
      followed.onDown();
      gauges.onDown();
      tell();
    },
    onRefused: (reason) => {
      link.refused = true;
      told.reason = reason;
      tell();
    },
    onHeard: () => {
      link.heardAt = Date.now();
    },
    onMessage: (name, body) => messages[name](body),
  });

  return {
    watch: gauges.watch,
    freshness,
    replicas: () => followed.replicas,
    close: () => {
      clearInterval(look);
      followed.close();
      gauges.onDown();
      line.close();
    },
  };
}

/** A snapshot with its body as bytes, whatever the platform made of them. */
function withBytes(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('body' in message)) return message;
  return { ...message, body: bytesOf(message.body) };
}
