import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { Database } from './database.ts';

/**
 * Keeps something up to the ledger of each jurisdiction, a moment after each commit and in transactions of its own: nothing in
 * the record lane waits for it.
 */
export interface KeepUp {
  /** Goes on to the end of the ledger; who asks while it runs shares that run, and the one after it, which sees what came meanwhile. */
  catchUp(jurisdiction: string): Promise<void>;
  /** Follows by itself from now on; the answer ends that. */
  follow(): Promise<() => Promise<void>>;
}

/** Facts that come this close after another are taken together. */
const restMs = 200;

/** `step` takes the next few in one transaction, and answers false when nothing is left. */
export function openKeepUp(ports: {
  database: Pick<Database, 'listen'>;
  /** Calls what is given for each county that is served, and for each that comes later; see `packs/port.ts`. */
  serve(open: (county: { id: string }) => () => Promise<void>): Promise<void>;
  step(jurisdiction: string): Promise<boolean>;
  /** Said when it could not go on. */
  what: string;
  log: Log;
  works?: Works | undefined;
}): KeepUp {
  const { database, what, works = openWorks(ports) } = ports;
  const lanes = new Map<string, ReturnType<typeof openLane>>();
  /** What is done for a county that comes, once this follows. */
  let nudgeNew: (jurisdiction: string) => void = () => undefined;
  void ports.serve(({ id }) => {
    const lane = openLane(() => ports.step(id));
    lanes.set(id, lane);
    nudgeNew(id);
    return async () => {
      lanes.delete(id);
      await lane.end();
    };
  });
  return {
    catchUp: (jurisdiction) => lanes.get(jurisdiction)?.catchUp() ?? Promise.resolve(),
    async follow() {
      const timers = new Map<string, NodeJS.Timeout>();
      const nudge = (jurisdiction: string): void => {
        const lane = lanes.get(jurisdiction);
        if (!lane || timers.has(jurisdiction)) return;
        const run = (): void => {
          timers.delete(jurisdiction);
          const catchUp = (): Promise<void> =>
            lane.catchUp().catch((error: unknown) => {
              if (!lane.isEnded()) throw error;
            });
          void works.round(what, catchUp, jurisdiction).then((isThrough) => isThrough || nudge(jurisdiction));
        };
        timers.set(jurisdiction, setTimeout(run, restMs));
      };
      // An empty payload: notices may have been lost.
      const deaf = await database.listen('ledger', (payload) => {
        const [named] = payload.split(' ', 1);
        if (named) nudge(named);
        else for (const id of lanes.keys()) nudge(id);
      });
      nudgeNew = nudge;
      for (const id of lanes.keys()) nudge(id);
      return async () => {
        nudgeNew = () => undefined;
        await deaf();
        for (const timer of timers.values()) clearTimeout(timer);
        await Promise.all([...lanes.values()].map((lane) => lane.end()));
      };
    },
  };
}

function openLane(step: () => Promise<boolean>) {
  let [ended, running, next]: [boolean, Promise<void> | null, Promise<void> | null] = [false, null, null];
  async function run(): Promise<void> {
    while (!ended && (await step()));
  }
  function start(): Promise<void> {
    next = null;
    running = run().finally(() => (running = null));
    return running;
  }
  return {
    catchUp(): Promise<void> {
      if (!running) return start();
      next ??= running.then(start, start);
      return next;
    },
    isEnded: () => ended,
    async end(): Promise<void> {
      ended = true;
      await Promise.allSettled([running, next]);
    },
  };
}
