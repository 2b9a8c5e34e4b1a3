import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { DoubtOf, EvidenceFiles } from '../ports.ts';
import type { EvidenceStore } from '../storage/evidence/evidence-store.ts';
import type { inTurns } from './turns.ts';

export interface SweeperOptions {
  files: Pick<EvidenceFiles, 'olderThan' | 'remove'>;
  store: Pick<EvidenceStore, 'forget' | 'strangers'>;
  turn: ReturnType<typeof inTurns>;
  packs: { readonly ids: readonly string[] };
  clock: () => number;
  /** While a clock is in doubt nothing is old. */
  doubt?: DoubtOf | undefined;
  log: Log;
  works?: Works;
}

/** How long a file waits to be named. */
const waitMs = dayMs;
const walkEveryMs = dayMs;
const pageNames = 1_000;

/** Removes every hour what nobody named within a day, and once a day what a crash left without a row. */
export function startSweeper(options: SweeperOptions) {
  const { files, store, turn, packs, clock, doubt, works = openWorks(options) } = options;
  let walkedAt = 0;
  let sweeping: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = works.round('deleting unused evidence files', sweep);
  }, hourMs);

  async function sweep(): Promise<void> {
    if (packs.ids.some((id) => doubt?.(id))) return;
    const now = clock();
    const walks = Math.abs(now - walkedAt) >= walkEveryMs;
    for (const id of packs.ids) {
      await removeAll(id, await store.forget(id, now - waitMs));
      if (walks) await walk(id, now - waitMs);
    }
    if (walks) walkedAt = now;
  }

  async function walk(jurisdiction: string, before: number): Promise<void> {
    let page: string[] = [];
    const finish = async (): Promise<void> => {
      await removeAll(jurisdiction, await store.strangers(jurisdiction, page));
      page = [];
    };
    for await (const ref of files.olderThan(jurisdiction, before)) {
      page.push(ref);
      if (page.length >= pageNames) await finish();
    }
    await finish();
  }

  /** The same bytes may be arriving once more: each is asked for again in its turn. */
  async function removeAll(jurisdiction: string, refs: readonly string[]): Promise<void> {
    for (const ref of refs) {
      await turn(`${jurisdiction}/${ref}`, async () => {
        const [stranger] = await store.strangers(jurisdiction, [ref]);
        if (stranger !== undefined) await files.remove(jurisdiction, ref);
      });
    }
  }

  return {
    sweep,
    async stop(): Promise<void> {
      clearInterval(timer);
      await sweeping;
    },
  };
}
