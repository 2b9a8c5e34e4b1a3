import { dayMs } from '#shared/kernel/span.ts';
import type { Fetched } from '#shared/sensing/sighting.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import type { Companion, Told } from './detections.ts';
import type { Pictures, WantedPicture } from './pictures.ts';

/** A picture that is to follow, as it was asked for. */
export interface PictureWish extends Omit<WantedPicture, 'join' | 'over'> {
  /** What was told of, and its instant. */
  origin: string;
  at: number;
  text: string;
}
/** One that a server left behind, and what it was to come to: a matter, something held of a muted model, or nothing that was ever told. */
export interface LeftWish extends PictureWish {
  id: number;
  isOld: boolean;
  subject: string | null;
  isHeld: boolean;
}
/** Where wishes are kept while they wait, each held for a term by the server that asks for it. */
export interface KeptWishes {
  keep(wish: PictureWish, termMs: number): Promise<number | null>;
  drop(id: number): Promise<void>;
  prolong(ids: readonly number[], termMs: number): Promise<void>;
  take(
    jurisdictions: readonly string[],
    asked: { most: number; termMs: number; oldMs: number; all: boolean },
  ): Promise<LeftWish[]>;
}

export interface ErrandPorts {
  pictures: Pictures;
  /** Missing: what waits is in memory alone. */
  kept?: KeptWishes | undefined;
  counties?: (() => readonly string[]) | undefined;
  /** Gives it to what it was wanted for, or says why it cannot; throws while that is not possible. */
  join(of: PictureWish & { to: Told }, got: Got): Promise<void>;
  works?: Pick<Works, 'round'> | undefined;
  /** How long a wish is held without a word of its server; half a minute unless told. */
  termMs?: number | undefined;
  log: Log;
}
export type Errands = ReturnType<typeof openErrands>;
export type Got = Fetched | { none: 'too-many' | 'too-late' };

/** Detectors keep their snapshots for some ten days; what is older is given up with that reason. */
const oldMs = 7 * dayMs;

/**
 * Pictures that are to follow, each an errand with an end: it is kept before the matter says so, and let go when the picture is there or the
 * matter says why not. A server that falls leaves its own; after a term the next that looks goes on with them, itself or another. What
 * was never told of, because the server fell in between, is told again by its sender under the same key, and is let go here.
 */
export function openErrands(ports: ErrandPorts) {
  const { pictures, kept, termMs = usualTermMs } = ports;
  const mine = new Set<number>();
  const run: Run = (wish, id) => {
    const over = (): void => void (id !== null && mine.delete(id));
    pictures.want({ ...wish, join: (got) => end(ports, wish, id, got), over });
  };
  return {
    ...turning(ports, () => look(ports, mine, run)),
    /** Goes with a sighting to what it becomes. */
    companionOf:
      (wish: Omit<PictureWish, 'origin' | 'at'>): Companion =>
      async (origin, at) => {
        const id = (await kept?.keep({ ...wish, origin, at }, termMs)) ?? null;
        if (id !== null) mine.add(id);
        const lost = (): void => void (id !== null && mine.delete(id));
        return {
          lost,
          told: (to) => run({ ...wish, origin, at, to }, id),
          async refused() {
            lost();
            if (id !== null) await kept?.drop(id);
          },
        };
      },
  };
}

const usualTermMs = 30_000;
type ToldWish = PictureWish & { to: Told };
type Run = (wish: ToldWish, id: number | null) => void;

async function end({ join, kept }: ErrandPorts, wish: ToldWish, id: number | null, got: Got): Promise<void> {
  await join(wish, got);
  if (id !== null) await kept?.drop(id);
}

/** Prolongs what is this server's, and takes up what nobody holds, as far as there is room for it. */
async function look(ports: ErrandPorts, mine: Set<number>, run: Run): Promise<void> {
  const { pictures, kept, counties = () => [], termMs = usualTermMs } = ports;
  if (!kept) return;
  if (mine.size > 0) await kept.prolong([...mine], termMs);
  const most = pictures.room();
  if (most === 0) return;
  const left = await kept.take(counties(), { most, termMs, oldMs, all: pictures.canFetch() });
  for (const { id, isOld, subject, isHeld, ...wish } of left) {
    const { origin, at } = wish;
    const to = subject === null ? { origin, at } : { subject, at };
    if (subject === null && !isHeld) await kept.drop(id);
    else if (isOld) await end(ports, { ...wish, to }, id, { none: 'too-late' });
    else if (!mine.has(id)) {
      mine.add(id);
      run({ ...wish, to }, id);
    }
  }
}

/** Three looks a term, one after the other. */
function turning({ works, log, termMs = usualTermMs }: ErrandPorts, once: () => Promise<void>) {
  const what = 'bringing snapshots';
  async function round(): Promise<void> {
    if (works) await works.round(what, once);
    else await once().catch((error: unknown) => log.warn({ err: error }, `${what} failed`));
  }
  let work: Promise<void> = Promise.resolve();
  const turn = (): void => {
    work = work.then(round);
  };
  const timer = setInterval(turn, termMs / 3).unref();
  return {
    /** Looks at once for what was left behind. */
    turn,
    async stop(): Promise<void> {
      clearInterval(timer);
      await work;
    },
  };
}
