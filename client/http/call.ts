import type { z } from 'zod';
import type { ReasonId } from '#shared/kernel/reasons.ts';
import { refusalCodes, refuse, type Refusal, type RefusalCode } from '#shared/kernel/refusal.ts';
import { problem } from '#shared/wire/http.ts';
import { under } from '../base-path.ts';
import { hearClock } from './server-clock.ts';

/** How `fetch` is called; handed in by tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A refusal of the network itself. Unlike one of the server it may be tried again with the same idempotency key. */
export const unreachable = 'unreachable';
export function isUnreachable(refusal: Refusal): boolean {
  return refusal.field === unreachable;
}

/** As a page calls it: looked up at each call, since tests put another one there. */
export const pageFetch: Fetch = (url, init) => globalThis.fetch(url, init);

/** How an API of one jurisdiction asks and sends, below `/api/<jurisdiction><under>`. Every answer is parsed. */
export function openCall(jurisdiction: string, fetch: Fetch, below = '') {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}${below}`);
  const ask = <S extends z.ZodType>(
    schema: S,
    path: string,
    init: RequestInit = {},
  ): Promise<z.infer<S> | Refusal> => callOnce(fetch, base + path, init, schema);
  const send = <S extends z.ZodType>(
    schema: S,
    path: string,
    body: unknown = {},
    headers: Record<string, string> = {},
    method = 'POST',
  ): Promise<z.infer<S> | Refusal> =>
    ask(schema, path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  /** An act whose answer is empty; null when it is done. */
  async function act(method: string, path: string, body?: unknown): Promise<Refusal | null> {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(base + path, init).catch(() => null);
    if (answer?.ok) return null;
    return asRefusal(await answer?.json().catch(() => null), answer?.status ?? 0);
  }
  return { base, ask, send, act };
}

/** One request; its answer parsed, or why there is none. */
export async function callOnce<S extends z.ZodType>(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  schema: S,
): Promise<z.infer<S> | Refusal> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      credentials: 'same-origin',
      ...init,
      headers: { accept: 'application/json', ...init.headers },
    });
    body = await response.json();
    // Only of who speaks as the server does: the page that a network shows before it lets anybody through has a clock of its own.
    hearClock(response.headers.get('date'), Date.now());
  } catch {
    return refuse('busy', 'unreachable', unreachable);
  }
  if (!response.ok) return asRefusal(body, response.status);
  const parsed = schema.safeParse(body);
  return parsed.success
    ? parsed.data
    : refuse('invalid', 'unreadable-answer', parsed.error.issues[0]?.path.join('.'));
}

/** An RFC 9457 problem document as the refusal it came from. */
export function asRefusal(body: unknown, status: number): Refusal {
  const parsed = problem.safeParse(body);
  if (!parsed.success)
    return refuse(status === 401 ? 'unauthenticated' : 'busy', 'unreadable-status', { status });
  const { code, detail, reasonId, values, field, winner } = parsed.data;
  const known = refusalCodes.find((candidate): candidate is RefusalCode => candidate === code) ?? 'invalid';
  return {
    kind: 'refusal',
    code: known,
    reason: detail,
    // One of a newer server may be unknown here: it is shown in the words that came with it.
    ...(reasonId !== undefined && { reasonId: reasonId as ReasonId, ...(values && { values }) }),
    ...(field && { field }),
    ...(winner && { winner }),
  };
}
