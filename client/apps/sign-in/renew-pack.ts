import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PackDigest } from '#shared/wire/http.ts';

/** A server that is a moment behind the one that told, or cannot be reached, is asked again so soon. */
const againMs = 1_000;

/** Puts what a newer digest says into the one that a page holds, so that all who hold it see it. */
export function renewInPlace(held: PackDigest, fresh: PackDigest): void {
  for (const key of Object.keys(held) as (keyof PackDigest)[]) if (!(key in fresh)) delete held[key];
  Object.assign(held, fresh);
}

/** Brings the pack that a page holds up to the edition that the stream tells of; asks until it has it. */
export function openRenewal(
  held: () => PackDigest | null,
  ask: () => Promise<PackDigest | Refusal>,
  renewed: (fresh: PackDigest) => void,
) {
  let wanted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;

  async function renew(): Promise<void> {
    const pack = held();
    if (isAsking || !pack || wanted <= (pack.edition ?? 1)) return;
    isAsking = true;
    const fresh = await ask();
    isAsking = false;
    if (!isRefusal(fresh) && (fresh.edition ?? 1) > (pack.edition ?? 1)) {
      renewInPlace(pack, fresh);
      renewed(fresh);
    }
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), againMs);
  }

  return {
    to(edition: number | null): void {
      wanted = Math.max(wanted, edition ?? 0);
      void renew();
    },
    stop: (): void => clearTimeout(timer),
  };
}
