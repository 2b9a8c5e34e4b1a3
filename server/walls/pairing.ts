import { randomInt } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { pairingAlphabet, pairingLength } from '#shared/wall/pairing.ts';
import type { Devices } from '../access/devices.ts';
import { hashToken, makeToken } from '../access/token.ts';
import type { WallStore } from '../storage/walls/wall-store.ts';

export type Pairing = ReturnType<typeof openPairing>;

/** A code is shown for so long; then the screen asks for another. */
const codeMs = 10 * minuteMs;
/** Screens of a county that wait at a time. */
const mostWaiting = 200;
const triesForCode = 8;

/**
 * A new screen shows a short code and holds a long secret; an officer who types the code in gives it a device, and the screen
 * fetches its session by the secret. The code alone opens nothing, nor does the secret before the officer's word.
 */
export function openPairing(store: WallStore, devices: Devices, now: () => number) {
  return {
    /** `secret` is told once. */
    async begin(
      jurisdiction: string,
      address: string,
    ): Promise<{ code: string; secret: string; endsAt: number } | Refusal> {
      const secret = makeToken();
      const endsAt = now() + codeMs;
      for (let tries = 0; tries < triesForCode; tries++) {
        const code = makeCode();
        const row = { jurisdiction, code, secret_hash: hashToken(secret), address, ends_at: endsAt };
        if (await store.begin(row, now(), mostWaiting)) return { code, secret, endsAt };
      }
      return refuse('busy', 'many-walls-wait');
    },
    /** The screen's person once an officer gave it one; `waiting` before. */
    async claim(jurisdiction: string, secret: string): Promise<Person | 'waiting' | Refusal> {
      const row = await store.bySecret(jurisdiction, hashToken(secret), now());
      if (!row) return refuse('unknown', 'pairing-code-over', 'secret');
      if (row.device === null) return 'waiting';
      const person = await devices.find(jurisdiction, row.device);
      return person ?? refuse('unauthenticated', 'screen-token-bad');
    },
    /** Called once the screen has its session. */
    done: (secret: string) => store.end(hashToken(secret)),
    /** Where the screen stands that shows this code; a refusal when none does. */
    async find(jurisdiction: string, code: string): Promise<{ address: string } | Refusal> {
      const row = await store.waiting(jurisdiction, code, now());
      return row ? { address: row.address } : refuse('unknown', 'pairing-code-unknown', 'code');
    },
    /** Makes a device of the screen; nobody knows its token, which is never told. */
    async admit(
      jurisdiction: string,
      given: { code: string; name: string; grids: string[]; demo: boolean },
    ): Promise<{ id: string } | Refusal> {
      const { code, name, grids, demo } = given;
      const { id } = await devices.issue(jurisdiction, name, grids, demo);
      if (await store.give(jurisdiction, code, id)) return { id };
      await devices.revoke(jurisdiction, id);
      return refuse('unknown', 'pairing-code-unknown', 'code');
    },
  };
}

function makeCode(): string {
  return Array.from({ length: pairingLength }, () => pairingAlphabet[randomInt(pairingAlphabet.length)]).join(
    '',
  );
}
