import type { ReasonId } from '#shared/kernel/reasons.ts';
import { toldOf, type Refusal, type Told } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { viewHash, type Op } from '#shared/views/view.ts';
import type { ViewName } from '#shared/views/views.ts';
import { down, type DownName } from '#shared/wire/down.ts';
import type { Frame } from '#shared/wire/frame.ts';
import type { Sight, WallOrder } from '#shared/wall/order.ts';
import type { WallStatus } from '#shared/wall/status.ts';
import type { Up } from '#shared/wire/up.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import type { Line } from './connect.ts';
import { followChannel, type Follower } from './follow.ts';
import { linkOf, listenFor, sumOfLast, type Freshness } from '../stores/link.ts';
import { bytesOf, openGauges, type Gauges } from './gauges.ts';
import { mergeOps, viewOf } from './merge.ts';
import type { Replica } from './replica.ts';
import { openServerClock } from './server-clock.ts';

/** Where the feed writes. The stores are such sinks; a test hands in its own. */
export type Sinks = { [V in ViewName]: { apply(ops: readonly Op[]): void } } & {
  readings: { apply(frame: Frame): void };
  freshness: { set(next: Freshness): void };
};
export interface FeedParts {
  line: Line;
  channels: readonly string[];
  sensors: 'all' | readonly number[];
  screen: string;
  sinks: Sinks;
  /** What this wall is told; only walls are. */
  onOrder?: (told: { order: WallOrder } | { sight: Sight }) => void;
  /** The running drill that this screen goes into; null: the live county. Said after every coming back. */
  onDrill?: (id: string | null) => void;
  /** The server speaks another version of the wire: only new code helps. */
  onOldVersion(reason: string): void;
}
export interface Feed {
  /** Replaces the readings that this screen shows. */
  watch(sensors: 'all' | readonly number[]): void;
  /** Says which incident is open here, and whether it is claimed; said again after every reconnection. */
  look(at: Up['looking']): void;
  /** Says what this wall shows and how it is. */
  report(status: WallStatus): void;
  freshness(): Freshness;
  /** What is held of each channel: the receipt of 数据一致. */
  replicas(): readonly Readonly<Replica>[];
  close(): void;
}

/** Silence after which a connection that looks open is taken for dead. The server speaks at least once a second. */
const deadMs = 4_000;
const lookMs = 500;
/** Even a replica that looks sound is held against the server's this often. */
const verifyMs = 30_000;

/** What is known of the line and was told by the server. */
interface Known {
  connected: boolean;
  refused: boolean;
  /** Somebody between answers in place of the server. */
  portal: boolean;
  heardAt: number | null;
  reason: Told | null;
  clock: ReturnType<typeof openServerClock>;
  edition: number | null;
  /** Gauge values that the server skipped. */
  shed: ReturnType<typeof sumOfLast>;
  ear: ReturnType<typeof listenFor>;
}
const monotonic = (): number => performance.now();
const nothingKnown = (): Known => ({
  connected: false,
  refused: false,
  portal: false,
  heardAt: null,
  reason: null,
  clock: openServerClock(),
  edition: null,
  shed: sumOfLast(minuteMs, monotonic),
  ear: listenFor(lookMs, monotonic),
});

/** Follows the server into the sinks: joins, applies, checks, asks again for what does not fit, and says how fresh it is. */
export function startFeed(parts: FeedParts): Feed {
  const { line, sinks } = parts;
  const known = nothingKnown();
  const readings = { apply: sinks.readings.apply, heard: known.clock.heard };
  const [gauges, desk] = [openGauges(line, readings, parts.sensors), openLooking(line)];
  const tell = (refusal?: Refusal): void => {
    if (refusal) known.reason = refusal;
    sinks.freshness.set(freshnessOf(known, followers, gauges));
  };
  const write = (replica: Replica, ops: readonly Op[]): void => {
    const merged = mergeOps(replicas, replica, ops);
    sinks[viewOf(replica.name)].apply(merged);
  };
  const followers = parts.channels.map((channel) => followChannel(channel, { line, write, tell }));
  const replicas = followers.map(({ replica }) => replica);
  const joinAll = (): void => followers.forEach((follower) => void follower.join());
  const onGreeted = (): void => {
    known.reason = null;
    joinAll();
    for (const part of [gauges, desk]) part.onGreeted();
  };
  const stopWatching = followLine({ known, line, followers }, { tell, joinAll });
  const onDown = (): void => {
    known.connected = false;
    for (const follower of followers) follower.onDown();
    gauges.onDown();
  };

  const hear = (): void => {
    known.heardAt = Date.now();
    known.ear.heard();
  };
  const readers = { ...readersOf(known, followers, gauges, tell), ...ordersOf(parts) };
  line.open({
    onUp: () => {
      Object.assign(known, { connected: true, refused: false, portal: false });
      hear();
      void greet(parts, onGreeted, tell);
    },
    onDown: () => (onDown(), tell()),
    onRefused: (reason) => (Object.assign(known, { refused: true, reason }), tell()),
    onPortal: (portal) => (Object.assign(known, { portal }), tell()),
    onHeard: hear,
    onMessage: (name, body) => readers[name](body),
  });

  return {
    watch: gauges.watch,
    look: desk.look,
    report: (status) => line.tell('wall', status),
    freshness: () => freshnessOf(known, followers, gauges),
    replicas: () => replicas,
    close() {
      stopWatching();
      onDown();
      line.close();
    },
  };
}

/** Begins anew where nothing is heard any more, and asks now and then whether all still fits; the answer ends it. */
function followLine(
  { known, line, followers }: { known: Known; line: Line; followers: readonly Follower[] },
  { tell, joinAll }: { tell: () => void; joinAll: () => void },
): () => void {
  const timers = [
    setInterval(() => {
      known.ear.tick();
      if (known.connected && known.ear.silentMs() > deadMs) line.restart();
      tell();
    }, lookMs),
    setInterval(() => {
      if (followers.every((follower) => follower.isHome())) joinAll();
    }, verifyMs),
  ];
  return () => timers.forEach((timer) => clearInterval(timer));
}

/** Says which incident is open here, also after every reconnection. */
function openLooking(line: Line): { look: Feed['look']; onGreeted(): void } {
  let last: Up['looking'] | null = null;
  return {
    look(at) {
      last = at;
      line.tell('looking', at);
    },
    onGreeted() {
      if (last) line.tell('looking', last);
    },
  };
}

/** Says hello. An old version cannot be mended by trying again; a server that does not answer can. */
async function greet(
  { line, screen, onOldVersion }: FeedParts,
  onGreeted: () => void,
  tell: (refusal?: Refusal) => void,
): Promise<void> {
  const answer = await line.send('hello', { protocol: protocolVersion, screen });
  if (answer === 'ok') onGreeted();
  else if (answer.code === 'invalid') onOldVersion(answer.reason);
  else line.restart();
  tell(answer === 'ok' ? undefined : answer);
}

function freshnessOf(known: Known, followers: readonly Follower[], gauges: Gauges): Freshness {
  const { heardAt, shed, edition, connected, ear } = known;
  const offsetMs = known.clock.offsetMs();
  const now = Date.now();
  const first = followers[0]?.replica;
  const sum = (of: (follower: Follower) => number): number =>
    followers.reduce((total, follower) => total + of(follower), 0);
  return {
    reason: known.portal ? toldOf({ id: 'network-sign-in' }) : known.reason,
    offsetMs,
    edition,
    lagMs: gauges.lagMs(offsetMs),
    shed: shed.sum(),
    stalledMs: ear.stalledMs(),
    link: linkOf({ ...known, silentMs: ear.silentMs(), stalledMs: ear.stalledMs() }),
    ageMs: heardAt === null ? null : now - heardAt,
    consistent: connected && followers.every((follower) => follower.isHome()),
    seq: first?.seq ?? 0,
    hash: first ? viewHash(first.view) : '',
    resyncs: sum((follower) => follower.resyncs()),
    mismatches: sum(({ replica }) => replica.mismatches),
  };
}

/** What each message does. A message that is not what its schema says does nothing: silence and hashes tell the rest. */
function readersOf(
  known: Known,
  followers: readonly Follower[],
  gauges: Gauges,
  tell: () => void,
): Record<Exclude<DownName, 'order' | 'sight' | 'drill'>, (body: unknown) => void> {
  const find = (channel: string): Follower | undefined =>
    followers.find(({ replica }) => replica.name === channel);
  return {
    welcome(body) {
      const welcome = down.welcome.safeParse(body);
      if (welcome.success) known.clock.met(welcome.data.now);
    },
    snapshot(body) {
      const snapshot = down.snapshot.safeParse(withBytes(body));
      if (snapshot.success) find(snapshot.data.channel)?.onSnapshot(snapshot.data);
    },
    patch(body) {
      const patch = down.patch.safeParse(body);
      if (patch.success) find(patch.data.channel)?.onPatch(patch.data);
    },
    frame: gauges.onFrame,
    shed(body) {
      known.shed.add(down.shed.safeParse(body).data?.count ?? 0);
    },
    pack(body) {
      const told = down.pack.safeParse(body);
      if (!told.success || told.data.edition === known.edition) return;
      // What all sensors are may be more by now.
      if (known.edition !== null) gauges.again();
      known.edition = told.data.edition;
      tell();
    },
    cut(body) {
      known.reason = cutOf(body);
      tell();
    },
  };
}

/** What a screen is told to show, as its schemas have it. */
function ordersOf({
  onOrder,
  onDrill,
}: Pick<FeedParts, 'onOrder' | 'onDrill'>): Record<'order' | 'sight' | 'drill', (body: unknown) => void> {
  return {
    order(body) {
      const { data } = down.order.safeParse(body);
      if (data) onOrder?.({ order: data });
    },
    sight(body) {
      const { data } = down.sight.safeParse(body);
      if (data) onOrder?.({ sight: data });
    },
    drill(body) {
      const { data } = down.drill.safeParse(body);
      if (data) onDrill?.(data.id);
    },
  };
}

/** A snapshot with its body as bytes, whatever the platform made of them. */
function withBytes(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('body' in message)) return message;
  return { ...message, body: bytesOf(message.body) };
}

/** Why the server ends the connection. */
function cutOf(body: unknown): Told | null {
  const read = down.cut.safeParse(body).data;
  if (!read) return null;
  const { reason, reasonId, values } = read;
  return {
    reason,
    ...(reasonId !== undefined && { reasonId: reasonId as ReasonId, ...(values && { values }) }),
  };
}
