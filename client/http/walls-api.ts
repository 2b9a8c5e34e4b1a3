import type { z } from 'zod';
import type { Sight, WallPush } from '#shared/wall/order.ts';
import * as wire from '#shared/wire/walls.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

export type WallsApi = ReturnType<typeof openWallsApi>;

/** Walls of one jurisdiction: as a new screen asks to be one, and as a desk steers them. */
export function openWallsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch, '/walls');
  return {
    jurisdiction,
    /** A code to show, and the secret to ask by whether somebody typed it in. */
    beginPairing: () => send(wire.pairingBegun, '/pairing'),
    claim: (secret: string) => send(wire.pairingState, '/pairing/claim', { secret }),
    list: () => ask(wire.wallList, ''),
    admit: (body: z.input<typeof wire.newWall>) => send(wire.newWallAnswer, '', body),
    shutOut: (id: string) => ask(wire.wallDone, `/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    push: (walls: 'all' | string[], set: WallPush) => send(wire.wallOrdersAnswer, '/orders', { walls, set }),
    lead: (sight: Sight) => send(wire.wallDone, '/sight', sight),
  };
}
