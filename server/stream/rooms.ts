import type { View } from '#shared/views/view.ts';
import type { Slice } from '../projections/projections.ts';
import type { Push } from '../projections/slices.ts';
import { openChannel, type Channel } from './channel.ts';
import { channelPacket } from './packet.ts';
import type { ScreenLine } from './screen-line.ts';

/** Channels that somebody follows. One is made for the first who joins and let go a while after the last has left. */
export interface Rooms {
  join(room: RoomName, member: ScreenLine): Channel;
  leave(room: RoomName, member: ScreenLine): void;
  find(room: RoomName): Channel | undefined;
  count(): number;
  stop(): void;
}
export interface RoomName {
  jurisdiction: string;
  channel: string;
}

export const roomKey = ({ jurisdiction, channel }: RoomName): string => `${jurisdiction} ${channel}`;

/** How long a channel outlives its last member: a screen that comes back soon goes on with patches. */
const lingerMs = 120_000;

interface Open {
  channel: Channel;
  members: Set<ScreenLine>;
  ending?: ReturnType<typeof setTimeout> | undefined;
}

/** Opens the slice that a channel shows. */
export type OpenSlice = (room: RoomName, view: View, push: Push) => Slice;

/** `onPatch` hears of every patch, with how many screens got how many bytes of it. */
export function openRooms(
  openSlice: OpenSlice,
  onPatch: (room: RoomName, screens: number, bytes: number) => void,
): Rooms {
  const rooms = new Map<string, Open>();
  const open = (room: RoomName): Open => {
    const members = new Set<ScreenLine>();
    const channel = openChannel(
      room.channel,
      (view, push) => openSlice(room, view, push),
      (body) => {
        const packet = channelPacket({ name: 'patch', body });
        for (const member of members) member.write(packet);
        onPatch(room, members.size, packet.length);
      },
    );
    const made = { channel, members };
    rooms.set(roomKey(room), made);
    return made;
  };
  return {
    join(room, member) {
      const found = rooms.get(roomKey(room)) ?? open(room);
      clearTimeout(found.ending);
      found.members.add(member);
      return found.channel;
    },
    leave(room, member) {
      const found = rooms.get(roomKey(room));
      if (!found?.members.delete(member) || found.members.size > 0) return;
      clearTimeout(found.ending);
      found.ending = setTimeout(() => {
        rooms.delete(roomKey(room));
        found.channel.close();
      }, lingerMs);
    },
    find: (room) => rooms.get(roomKey(room))?.channel,
    count: () => rooms.size,
    stop() {
      for (const { channel, ending } of rooms.values()) {
        clearTimeout(ending);
        channel.close();
      }
      rooms.clear();
    },
  };
}
