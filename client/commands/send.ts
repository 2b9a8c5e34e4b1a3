import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { type Api } from '../http/api.ts';
import { isUnreachable } from '../http/call.ts';

/** Waits before each further try; a command that met a dead line four times is given back to the person. */
const waitsMs = [300, 1_000, 3_000];

/**
 * Sends a command until the server has answered. All tries carry one idempotency key, so a command whose answer was
 * lost is not carried out twice. The screen changes when the fact arrives over the stream, not by this answer.
 */
export function sendCommand(
  api: Pick<Api, 'command'>,
  body: CommandBody,
  neighbours: { newKey: () => string; wait: (ms: number) => Promise<void> } = { newKey, wait },
): Promise<CommandAnswer | Refusal> {
  return sendUntilAnswered((key) => api.command(body, key), neighbours);
}

/** Sends something under one new idempotency key until the server has answered. */
export async function sendUntilAnswered<T>(
  send: (key: string) => Promise<T | Refusal>,
  neighbours: { newKey: () => string; wait: (ms: number) => Promise<void> } = { newKey, wait },
): Promise<T | Refusal> {
  const key = neighbours.newKey();
  for (let tries = 0; ; tries++) {
    const answer = await send(key);
    const pause = waitsMs[tries];
    if (pause === undefined || !isRefusal(answer) || !(isUnreachable(answer) || answer.code === 'busy'))
      return answer;
    await neighbours.wait(pause);
  }
}

// `randomUUID` exists only on secure origins; a command centre's network may well be plain http.
/** 128 random bits: an idempotency key, a name that nobody else gives. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
