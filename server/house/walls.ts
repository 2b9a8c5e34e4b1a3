import type { AccessRoom } from '../access/access.ts';
import { openWallStore } from '../storage/walls/wall-store.ts';
import { openPairing } from '../walls/pairing.ts';
import { openWalls } from '../walls/walls.ts';
import type { HouseGround } from './ground.ts';

/** What walls are told, and how new ones come in: the same for the API and the sockets. */
export function openWallRoom(
  ground: Pick<HouseGround, 'database' | 'node' | 'clock' | 'log'>,
  access: AccessRoom,
) {
  const store = openWallStore(ground.database);
  return {
    ...openWalls({ ...ground, store }),
    pairing: openPairing(store, access.devices, ground.clock),
  };
}
