import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { because } from '#shared/kernel/reasons.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { up, type Up, type UpName } from '#shared/wire/up.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf } from '../packs/port.ts';
import { sensorsOf, whyNotFollow } from '../projections/may-follow.ts';
import type { Projections } from '../projections/projections.ts';
import type { Allowed, Interests } from './interest.ts';
import { channelPacket } from './packet.ts';
import type { Presence } from './presence.ts';
import type { Quota } from './quota.ts';
import type { Rooms } from './rooms.ts';
import type { ScreenLine } from './screen-line.ts';
import type { Ticks } from './ticks.ts';
import type { WallSeat } from '../walls/walls.ts';

export type Answer = { kind: 'ok' } | Refusal;

/** One screen's talk with the house, whatever carries it. */
export interface Session {
  /** Answers any message, however malformed; never throws. */
  take(name: string, body: unknown, now: number): Answer;
  end(): void;
  screen(): string;
}
export interface SessionParts {
  person: Person;
  projections: Projections;
  rooms: Rooms;
  ticks: Ticks;
  interests: Interests;
  presence: Presence;
  line: ScreenLine;
  quota: Quota;
  /** Begins to tell a wall what to show. */
  attachWall?: () => WallSeat;
}

/** Channels one screen may follow at a time. */
const mostChannels = 64;
const ok: Answer = { kind: 'ok' };

interface Talk {
  parts: SessionParts;
  packNow(): LoadedPack;
  joined: Set<string>;
  /** What the screen calls itself; null before `hello`. */
  screen: string | null;
  wall: WallSeat | null;
  seat: ReturnType<Presence['seat']>;
}

/** Begins a session of a person who has been let in. Nothing is sent before `hello`. */
export function openSession(parts: SessionParts): Session {
  const { person, projections, rooms, ticks, line, quota } = parts;
  const { jurisdiction } = person;
  const talk: Talk = {
    parts,
    packNow: () => packOf(projections.packs, jurisdiction),
    joined: new Set(),
    screen: null,
    wall: null,
    seat: parts.presence.seat(person),
  };
  const messages = messagesOf(talk);
  const answer = <K extends UpName>(name: K, body: unknown, now: number): Answer => {
    const read = readMessage(name, body);
    return isRefusal(read) ? read : messages[name](read, now);
  };
  return {
    take(name, body, now) {
      if (!quota.take()) return refuse('busy', 'too-many-messages');
      if (!Object.hasOwn(up, name)) return refuse('unknown', 'no-such-message', { name: name.slice(0, 40) });
      if (talk.screen === null && name !== 'hello') return refuse('not-now', 'hello-first');
      return answer(name as UpName, body, now);
    },
    end() {
      ticks.remove(line);
      talk.seat.leave();
      talk.wall?.end();
      for (const channel of talk.joined) rooms.leave({ jurisdiction, channel }, line);
      talk.joined.clear();
    },
    screen: () => talk.screen ?? 'unnamed',
  };
}

/** What a screen may say, by the name of the message. */
function messagesOf(talk: Talk): { [K in UpName]: (body: Up[K], now: number) => Answer } {
  const { parts, packNow, joined, seat } = talk;
  const { person, rooms, ticks, line, interests } = parts;
  const { jurisdiction } = person;
  return {
    hello({ protocol, screen }) {
      if (protocol !== protocolVersion) return otherVersion(protocol);
      if (talk.screen === null) ticks.add(line);
      if (talk.screen === null && may(person, 'show-as-wall')) talk.wall = parts.attachWall?.() ?? null;
      talk.screen = screen;
      return ok;
    },
    join({ channel, have }) {
      const refusal = joined.has(channel) ? null : whyNotJoin(person, packNow(), channel, joined.size);
      if (refusal) return refusal;
      joined.add(channel);
      const room = rooms.join({ jurisdiction, channel }, line);
      for (const message of room.messagesFor(have)) line.write(channelPacket(message));
      return ok;
    },
    leave({ channel }) {
      if (!joined.delete(channel)) return refuse('unknown', 'not-joined', 'channel');
      rooms.leave({ jurisdiction, channel }, line);
      return ok;
    },
    watch({ sensors }) {
      ticks.setInterest(line, interests.of(sensors, allowedTo(person, packNow())));
      return ok;
    },
    looking(at, now) {
      if (!may(person, 'keep-account')) return refuse('forbidden', 'wall-is-nobody', 'incident');
      return seat.look(at, now) ?? ok;
    },
    wall(status) {
      if (!may(person, 'show-as-wall')) return refuse('forbidden', 'only-walls-say');
      talk.wall?.said(status);
      return ok;
    },
    seen({ tick }) {
      ticks.seen(line, tick);
      return ok;
    },
  };
}

function readMessage<K extends UpName>(name: K, body: unknown): Up[K] | Refusal {
  const read = up[name].safeParse(body);
  if (read.success) return read.data as Up[K];
  const [issue] = read.error.issues;
  return refuse(
    'invalid',
    issue ? because('not-as-asked', { what: issue.message }) : because('not-understood'),
    issue?.path.join('.'),
  );
}

const otherVersion = (theirs: number): Refusal =>
  refuse('invalid', 'other-version', { ours: protocolVersion, theirs }, 'protocol');

function whyNotJoin(person: Person, pack: LoadedPack, channel: string, held: number): Refusal | null {
  if (held >= mostChannels)
    return refuse('too-large', 'too-many-channels', { most: mostChannels }, 'channel');
  return whyNotFollow(person, pack, channel);
}

/** The sensors a person may see, under a name that is the same for the same ones. */
function allowedTo(person: Person, pack: LoadedPack): Allowed {
  const { isAll, ordinals } = sensorsOf(person, pack);
  return { key: `${isAll ? 'all' : person.grids.toSorted().join(' ')} ${pack.edition}`, ordinals };
}
