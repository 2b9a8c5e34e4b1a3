import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/replay.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './call.ts';

type Query = Record<string, string | number | undefined>;

/** The past of a jurisdiction. */
export function openReplayApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const ask = <S extends z.ZodType>(schema: S, path: string, query: Query): Promise<z.infer<S> | Refusal> => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const address = under(`/api/${encodeURIComponent(jurisdiction)}/replay${path}`);
    return callOnce(fetch, `${address}?${new URLSearchParams(given).toString()}`, {}, schema);
  };
  return {
    at: (at: number, channels: readonly string[], more: { from?: number; sensors?: 'all' } = {}) =>
      ask(wire.replayed, '', { at, channels: channels.join(','), ...more }),
    density: (from: number, to: number, stepMs: number, scope?: string) =>
      ask(wire.density, '/density', { from, to, stepMs, scope }),
    film: (from: number, to: number, stepMs: number, channels: readonly string[], sensors?: 'all') =>
      ask(wire.film, '/film', { from, to, stepMs, channels: channels.join(','), sensors }),
    moment: (at: number, kind: wire.MomentKind, back: boolean, scope?: string) =>
      ask(wire.moment, '/moments', { at, kind, back: back ? '1' : undefined, scope }),
  };
}
export type ReplayApi = ReturnType<typeof openReplayApi>;
