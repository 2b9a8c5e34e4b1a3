import type { AuthenticateError, Client } from 'aedes';
import { countedAddress } from '#shared/kernel/address.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { KnownSource } from '../ports.ts';

/** Who knocks at the broker: the client id as it was sent, and whose token came with it. */
export interface Comer {
  id: string;
  found: KnownSource | Refusal;
}

/** Bad tokens of one address a minute that are answered at once, and how long the answer to any further one takes. */
const atOnce = 20;
const laterMs = 3_000;
const mostAddresses = 10_000;

/** Slows down who tries tokens. A good token is never counted and never waits. */
export function openStrangers(): { wait(client: Client): Promise<void> } {
  const counts = new Map<string, number>();
  let since = performance.now();
  return {
    async wait(client) {
      if (performance.now() - since > minuteMs || counts.size > mostAddresses) {
        counts.clear();
        since = performance.now();
      }
      const address = countedAddress((client.conn as { remoteAddress?: string }).remoteAddress ?? '');
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      if (count > atOnce) await new Promise((resolve) => setTimeout(resolve, laterMs));
    },
  };
}

/** Why somebody is not let in, with the code of the CONNACK. */
export function denied(returnCode: number, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}
