import { z } from 'zod';
import { sight, wallOrder } from '../wall/order.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';

const snapshotLayout =
  'The whole view: gzip of JSON `[table, key, row][]` (it begins with 1f 8b), or the JSON as UTF-8 where it is small';
const frameLayout =
  'Little endian: u32 tick, u32 count n, f64 base instant (epoch ms), then n × u32 sensor ordinal (its place in GET /sensors), n × f32 value, n × u32 age (ms before the base instant), n × u8 quality';

/** Messages to a screen, by Socket.IO event name. */
const op = z.tuple([z.string(), z.string(), z.record(z.string(), z.unknown()).nullable()]);
export const down = {
  welcome: z.strictObject({ protocol: z.number().int(), now: z.number().int(), tickMs: z.number().int() }),
  /** The whole view, as gzip of JSON `[table, key, row][]`, or plain ops when small. */
  snapshot: z.strictObject({
    channel: z.string(),
    epoch: z.string(),
    rev: z.number().int(),
    seq: z.number().int(),
    hash: z.string(),
    body: z.instanceof(Uint8Array).describe(snapshotLayout),
  }),
  /** Goes from `rev - 1` to `rev`; `hash` is the view's after it. `seq` is the ledger entry it is up to. */
  patch: z.strictObject({
    channel: z.string(),
    epoch: z.string(),
    rev: z.number().int(),
    seq: z.number().int(),
    hash: z.string(),
    ops: z.array(op),
  }),
  /** Readings of a tick, see `frame.ts`. */
  frame: z.instanceof(Uint8Array).describe(frameLayout),
  /** How many gauge values were skipped for this slow line since the last word. */
  shed: z.strictObject({ count: z.number().int() }),
  /** Which edition of the county's pack holds now: said at the beginning and whenever another takes effect. */
  pack: z.strictObject({ edition: z.number().int() }),
  /** To a wall: what it was told and stands; the whole of it after every hello, and whenever it changes. */
  order: wallOrder,
  /** To a wall that follows somebody: what they look at. */
  sight,
  /** The running drill that this screen is to show; null: the live county. Said at the beginning and whenever it changes. */
  drill: z.strictObject({ id: z.string().nullable() }),
  /** The server ends this connection and says why; the screen shows it and comes back. */
  cut: z.strictObject({ reason: z.string(), reasonId: reasonId.optional(), values: reasonValues.optional() }),
};
export type DownName = keyof typeof down;
export type Down = { [K in DownName]: z.infer<(typeof down)[K]> };
