import { z } from 'zod';
import { wallStatus } from '../wall/status.ts';
import { channelName } from './channel.ts';

/** Messages from a screen, by Socket.IO event name. Each is acknowledged with `ok` or a refusal. */
export const up = {
  /** First message. Another protocol version is answered with a refusal `invalid` naming the server's; the page reloads itself. */
  hello: z.strictObject({ protocol: z.number().int(), screen: z.string().max(64) }),
  /** Joins a channel. `have` offers to go on from what the screen already holds. */
  join: z.strictObject({
    channel: z.string().regex(channelName),
    have: z.strictObject({ epoch: z.string(), rev: z.number().int(), hash: z.string() }).optional(),
  }),
  leave: z.strictObject({ channel: z.string().regex(channelName) }),
  /** Which readings this screen shows; replaces what it asked for before. */
  watch: z.strictObject({
    sensors: z.union([z.literal('all'), z.array(z.number().int().min(0)).max(20_000)]),
  }),
  /**
   * Which incident is open at this desk; null: none. `claim` asks others to ask first, until it is not renewed for two
   * minutes, another desk claims it, or it is sent without. After another desk took over, a claim counts again only once
   * one without was sent. `pass` hands an urgent call on to another seat, until a message without it.
   */
  looking: z.strictObject({
    incident: z.string().min(1).max(64).nullable(),
    claim: z.boolean(),
    pass: z.strictObject({ incident: z.string().min(1).max(64), to: z.string().min(1).max(64) }).optional(),
  }),
  /** What a wall shows and how it is: every few seconds, and at once when it shows something else. */
  wall: wallStatus,
  /** The screen has drawn up to this tick; the server measures its lag by it. */
  seen: z.strictObject({ tick: z.number().int() }),
};
export type UpName = keyof typeof up;
export type Up = { [K in UpName]: z.infer<(typeof up)[K]> };
