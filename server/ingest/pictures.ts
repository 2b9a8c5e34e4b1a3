import { must } from '#shared/kernel/must.ts';
import type { FetchPicture, Fetched, NoPicture } from '#shared/sensing/sighting.ts';
import type { Log } from '../log.ts';

/**
 * Pictures of what detectors saw, fetched beside the alarms: no alarm waits for one, and whichever gateway is away is asked again, by
 * one question at a time and at growing intervals, while those of others go on. Each wish ends with its picture or with the reason
 * why there is none. `picture-errands.ts` keeps them for the next server.
 */
export interface WantedPicture {
  jurisdiction: string;
  source: string;
  /** Under which name the gateway has it. */
  snapshot: string;
  /** Gives it to what it was wanted for, or says why it cannot; throws while that is not possible. */
  join(got: Fetched | { none: 'too-many' }): Promise<void>;
  /** Told when it waits here no more, whatever became of it. */
  over?(): void;
}
export interface PictureLimits {
  /** Fetched at the same moment, and of these from one gateway. */
  atOnce: number;
  fromOne: number;
  waiting: number;
  /** A gateway that was away is asked again after so long, then twice that, up to `restMs`; it is given up after `patienceMs`. */
  firstMs: number;
  restMs: number;
  patienceMs: number;
}
const usual: PictureLimits = {
  atOnce: 4,
  fromOne: 2,
  waiting: 500,
  firstMs: 1_000,
  restMs: 60_000,
  patienceMs: 600_000,
};
/** Looks for a picture that the gateway does not have (yet). */
const looks = 4;
const mostKept = 500;

interface Wish extends WantedPicture {
  since: number;
  notBefore: number;
  looked: number;
}
interface Gateway {
  waiting: Wish[];
  running: number;
  failures: number;
  awayUntil: number;
}
export type Pictures = ReturnType<typeof openPictures>;

export function openPictures({ log, limits = usual }: { log: Log; limits?: PictureLimits }) {
  const { kept, fetchOnce, fetchBy, canFetch } = openFetching();
  const turns = openTurns(limits, (wish) => grant({ limits, log, fetchOnce }, wish));
  return {
    fetchBy,
    /** Whether there is anybody to fetch from. */
    canFetch,
    /** The picture that was fetched before. */
    known: (wanted: Named): string | null => kept.get(keyOf(wanted)) ?? null,
    forget: (wanted: Named): void => void kept.delete(keyOf(wanted)),
    want(wanted: WantedPicture): void {
      const wish = { ...wanted, since: performance.now(), notBefore: 0, looked: 0 };
      if (turns.waiting() < limits.waiting) return turns.add(wish);
      wanted
        .join({ none: 'too-many' })
        .catch((error: unknown) => log.warn({ err: error, jurisdiction: wanted.jurisdiction }, notGiven))
        .finally(() => wanted.over?.());
    },
    /** For how many more there is room. */
    room: (): number => Math.max(0, limits.waiting - turns.waiting()),
    stop: turns.stop,
  };
}
const notGiven = 'giving a snapshot to its matter failed';

/** What came of an attempt: whether the gateway is away, and whether the wish waits for another. */
interface Outcome {
  isAway: boolean;
  again: boolean;
}

/** The wish is fulfilled, waits for another try, or is given up with the reason. */
async function grant(
  { limits, log, fetchOnce }: { limits: PictureLimits; log: Log; fetchOnce: FetchOnce },
  wish: Wish,
): Promise<Outcome> {
  const got = await fetchOnce(wish);
  const isAway = 'none' in got && got.none === 'away';
  wish.looked += 1;
  const isPatient = performance.now() - wish.since < limits.patienceMs;
  if (isPatient && 'none' in got && isWorthTrying(got.none, wish.looked)) return { isAway, again: true };
  try {
    await wish.join(got);
    return { isAway, again: false };
  } catch (error) {
    log.warn({ err: error, jurisdiction: wish.jurisdiction }, notGiven);
    return { isAway, again: isPatient };
  }
}

/** Whose turn it is: so many at once, fewer of one gateway, one of a gateway that was away, once it has rested. */
function openTurns(limits: PictureLimits, run: (wish: Wish) => Promise<Outcome>) {
  const gateways = new Map<string, Gateway>();
  let [running, timer, stopped]: [number, NodeJS.Timeout | undefined, boolean] = [0, undefined, false];
  const growing = (times: number): number => Math.min(limits.firstMs * 2 ** (times - 1), limits.restMs);
  const handsFor = ({ failures }: Gateway): number => (failures > 0 ? 1 : limits.fromOne);

  /** Runs what may run, and wakes for what may run next; who ends looks again. */
  function pump(): void {
    clearTimeout(timer);
    if (stopped) return;
    const now = performance.now();
    let next = Infinity;
    for (const gateway of gateways.values()) {
      while (running < limits.atOnce && gateway.running < handsFor(gateway) && gateway.awayUntil <= now) {
        const place = gateway.waiting.findIndex(({ notBefore }) => notBefore <= now);
        if (place < 0) break;
        const [wish] = gateway.waiting.splice(place, 1);
        void take(gateway, must(wish, 'the wish'));
      }
      if (gateway.running < handsFor(gateway))
        for (const { notBefore } of gateway.waiting)
          next = Math.min(next, Math.max(notBefore, gateway.awayUntil));
    }
    if (running < limits.atOnce && next < Infinity) timer = setTimeout(pump, Math.max(1, next - now)).unref();
  }

  async function take(gateway: Gateway, wish: Wish): Promise<void> {
    gateway.running += 1;
    running += 1;
    const { isAway, again } = await run(wish);
    gateway.running -= 1;
    running -= 1;
    const now = performance.now();
    gateway.failures = isAway ? gateway.failures + 1 : 0;
    gateway.awayUntil = isAway ? now + growing(gateway.failures) : 0;
    if (again) gateway.waiting.push({ ...wish, notBefore: isAway ? 0 : now + growing(wish.looked) });
    else wish.over?.();
    pump();
  }

  return {
    waiting: (): number => [...gateways.values()].reduce((sum, { waiting }) => sum + waiting.length, 0),
    add(wish: Wish): void {
      const key = `${wish.jurisdiction}\0${wish.source}`;
      const gateway = gateways.get(key) ?? { waiting: [], running: 0, failures: 0, awayUntil: 0 };
      gateways.set(key, gateway);
      gateway.waiting.push(wish);
      pump();
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const isWorthTrying = (none: NoPicture, looked: number): boolean =>
  none === 'away' || (none === 'missing' && looked < looks);

type Named = Omit<WantedPicture, 'join' | 'over'>;
type FetchOnce = ReturnType<typeof openFetching>['fetchOnce'];
const keyOf = ({ jurisdiction, source, snapshot }: Named): string =>
  `${jurisdiction}\0${source}\0${snapshot}`;

/** An object is told of many times, and its picture fetched once; what could not be had is not remembered. */
function openFetching() {
  let fetchPicture: FetchPicture | null = null;
  const kept = new Map<string, string>();
  const fetching = new Map<string, Promise<Fetched>>();
  return {
    kept,
    fetchBy: (fetch: FetchPicture): void => void (fetchPicture = fetch),
    canFetch: (): boolean => fetchPicture !== null,
    fetchOnce(wanted: WantedPicture): Promise<Fetched> {
      const key = keyOf(wanted);
      const known = kept.get(key);
      if (known !== undefined) return Promise.resolve({ ref: known });
      const begun = fetching.get(key);
      if (begun) return begun;
      const asked = must(fetchPicture, 'a gateway to fetch from');
      const made = asked(wanted.jurisdiction, wanted.source, wanted.snapshot)
        .catch((): Fetched => ({ none: 'away' }))
        .then((got) => {
          fetching.delete(key);
          if ('ref' in got) kept.set(key, got.ref);
          if (kept.size > mostKept) kept.delete(must(kept.keys().next().value, 'the oldest picture'));
          return got;
        });
      fetching.set(key, made);
      return made;
    },
  };
}
