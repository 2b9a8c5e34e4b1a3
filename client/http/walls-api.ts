import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Sight, WallPush } from '#shared/wall/order.ts';
import * as wire from '#shared/wire/walls.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

export type WallsApi = ReturnType<typeof openWallsApi>;

/** Walls of one jurisdiction: as a new screen asks to be one, and as a desk steers them. */
export function openWallsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/walls`);
  const ask = <S extends z.ZodType>(
    schema: S,
    path: string,
    init: RequestInit = {},
  ): Promise<z.infer<S> | Refusal> => callOnce(fetch, base + path, init, schema);
  const send = <S extends z.ZodType>(schema: S, path: string, body: unknown = {}) =>
    ask(schema, path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
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
