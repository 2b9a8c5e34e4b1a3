import type { z } from 'zod';
import type { ReasonId } from '#shared/kernel/reasons.ts';
import { refusalCodes, refuse, type Refusal, type RefusalCode } from '#shared/kernel/refusal.ts';
import { problem } from '#shared/wire/http.ts';
import { asksForNetwork, houseMark } from '#shared/wire/mark.ts';
import { under } from '../base-path.ts';
import { hearClock } from './server-clock.ts';

/** How `fetch` is called; handed in by tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A refusal of the network itself. Unlike one of the server it may be tried again with the same idempotency key. */
export const unreachable = 'unreachable';
export function isUnreachable(refusal: Refusal): boolean {
  return refusal.field === unreachable;
}

const away = (): Refusal => refuse('busy', 'unreachable', unreachable);

/** Whether the house itself answered, and nobody between. */
export const isOfHouse = ({ headers }: Pick<Response, 'headers'>): boolean =>
  headers.get(houseMark.name) === houseMark.value;

/**
 * What came in place of an answer. It says nothing of what was asked, nor of anybody's sign-in: that may be asked again. A network that wants
 * to be signed in to shows its page, leads to it, or turns away; a gateway whose server is away says so with other words.
 */
export function notOfHouse(status: number): Refusal {
  return asksForNetwork(status) ? refuse('busy', networkSignIn, unreachable) : away();
}
const networkSignIn = 'network-sign-in';
/** The network wants to be signed in to before it lets anybody through. */
export const isPortal = ({ reasonId }: Pick<Refusal, 'reasonId'>): boolean => reasonId === networkSignIn;

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
    return actOnce(fetch, base + path, init);
  }
  return { base, ask, send, act };
}

/** A house leads nobody elsewhere: who does is somebody between, and where that leads is not followed. */
const stays = { credentials: 'same-origin', redirect: 'manual' } as const;

/** One request; its answer parsed, or why there is none. */
export async function callOnce<S extends z.ZodType>(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  schema: S,
): Promise<z.infer<S> | Refusal> {
  const headers = { accept: 'application/json', ...init.headers };
  const response = await fetch(url, { ...stays, ...init, headers }).catch(() => null);
  if (!response) return away();
  const body = await bodyOf(response);
  const read = response.ok ? schema.safeParse(body) : null;
  if (!read?.success) return refusalOf(response, body, read?.error.issues[0]?.path.join('.'));
  hearClock(response.headers.get('date'), Date.now());
  return read.data;
}

/** An act whose answer is empty; null when it is done. */
export async function actOnce(fetch: Fetch, url: string, init: RequestInit): Promise<Refusal | null> {
  const answer = await fetch(url, { ...stays, ...init }).catch(() => null);
  if (!answer) return away();
  if (answer.ok && (answer.status === 204 || isOfHouse(answer))) return null;
  return refusalOf(answer, await bodyOf(answer));
}

/** Undefined: it is no JSON, or it was cut off. */
const bodyOf = (answer: Response): Promise<unknown> => answer.json().catch(() => undefined);

/** Why an answer is none: the refusal that the house wrote, or whoever wrote something else. */
export function refusalOf(answer: Response, body: unknown, at?: string): Refusal {
  const isProblem = !answer.ok && problem.safeParse(body).success;
  if (!isProblem && !isOfHouse(answer)) return notOfHouse(answer.status);
  // The house speaks JSON: it was cut off.
  if (body === undefined) return away();
  // Only of who speaks as the house does: whoever stands between has a clock of its own.
  hearClock(answer.headers.get('date'), Date.now());
  return answer.ok ? refuse('invalid', 'unreadable-answer', at) : asRefusal(body, answer.status);
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
