import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { Secret, TOTP } from 'otpauth';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import type { Vault } from './vault.ts';

/**
 * The second factor: codes by time (RFC 6238: SHA-1, 6 digits, 30 s, as every authenticator app has them), one step to either
 * side for clocks that differ, each code once; and ten recovery codes, each once.
 */
export type Factor = ReturnType<typeof openFactor>;

const stepMs = 30_000;
const offerMs = 10 * minuteMs;
const recoveryCodes = 10;
const wrongCode = refuse('unauthenticated', 'code-wrong', 'code');

export function openFactor(store: AccessStore, vault: Vault, now: () => number) {
  const totpOf = (secret: string, label = '', issuer = '九环'): TOTP =>
    new TOTP({ issuer, label, secret: Secret.fromBase32(secret) });

  /** The step of a code that is right now and later than the last one used; null when it is not. */
  function stepOf(secret: string, code: string, after: number): number | null {
    const delta = totpOf(secret).validate({ token: code, timestamp: now(), window: 1 });
    if (delta === null) return null;
    const step = Math.floor(now() / stepMs) + delta;
    return step > after ? step : null;
  }
  return {
    /** A secret to put into an app; nothing is kept until a code proves that it is there. */
    offer(person: PersonRow): { secret: string; uri: string; offer: string } {
      const secret = new Secret({ size: 20 }).base32;
      const offer = vault.seal(JSON.stringify({ of: [person.jurisdiction, person.id], secret, at: now() }));
      return { secret, uri: totpOf(secret, person.login).toString(), offer };
    },
    /** Keeps what was offered; answers with the recovery codes, told once. */
    async confirm(person: PersonRow, offer: string, code: string): Promise<{ recovery: string[] } | Refusal> {
      const secret = readOffer(vault, person, offer, now());
      if (isRefusal(secret)) return secret;
      const step = stepOf(secret, code, 0);
      if (step === null) return wrongCode;
      const recovery = Array.from({ length: recoveryCodes }, makeRecovery);
      await store.setFactor(person.jurisdiction, person.id, {
        totp: vault.seal(secret),
        totp_step: step,
        recovery: recovery.map(hashRecovery),
      });
      return { recovery };
    },
    /** Holds a code against a person's factor, and uses it up. Answers which kind it was. */
    async use(person: PersonRow, code: string): Promise<'code' | 'recovery' | Refusal> {
      const { jurisdiction, id, totp } = person;
      if (totp === null) return wrongCode;
      if (/^\d{6}$/.test(code)) {
        const step = stepOf(vault.open(totp), code, person.totp_step);
        const isFirst = step !== null && (await store.useStep(jurisdiction, id, step));
        return isFirst ? 'code' : wrongCode;
      }
      const hash = hashRecovery(code);
      const isKnown = person.recovery.some((one) => timingSafeEqual(Buffer.from(one), Buffer.from(hash)));
      return isKnown && (await store.useRecovery(jurisdiction, id, hash)) ? 'recovery' : wrongCode;
    },
    async remove(jurisdiction: string, id: string): Promise<void> {
      await store.setFactor(jurisdiction, id, { totp: null, totp_step: 0, recovery: [] });
    },
  };
}

function readOffer(
  vault: Vault,
  { jurisdiction, id }: PersonRow,
  offer: string,
  now: number,
): string | Refusal {
  const stale = refuse('invalid', 'offer-over', 'offer');
  try {
    const { of, secret, at } = JSON.parse(vault.open(offer)) as { of: string[]; secret: string; at: number };
    return of[0] === jurisdiction && of[1] === id && now - at < offerMs ? secret : stale;
  } catch {
    return stale;
  }
}

/** 50 random bits in two groups of letters and digits that are not mistaken for each other. */
function makeRecovery(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const text = Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}
const hashRecovery = (code: string): string =>
  createHash('sha256').update(code.trim().toLowerCase()).digest('hex');
