import { setTimeout as pause } from 'node:timers/promises';
import { openAlarmDesk } from '../alarms/desk.ts';
import type { TellOptions } from '../alarms/tell.ts';
import { openAlarmsElsewhere, type AlarmDesk } from '../alarms/elsewhere.ts';
import type { Execute, Records } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { startWatchman, type Watchman } from '../rules/watchman.ts';
import { seekLeases } from '../storage/leases.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import type { HouseGround } from './ground.ts';

const lease = 'rules';
const againMs = 1_000;

export interface RuleLease {
  /** What people do about alarms, on whichever node they stand. */
  desk: AlarmDesk;
  stop(): Promise<void>;
}

type WatchRooms = Pick<Records, 'incident'> & {
  lane: OpenHotLane;
  execute: Execute;
  store: AlarmStore;
  operators: (jurisdiction: string) => readonly string[];
  behind?: TellOptions['behind'];
};

/**
 * The watchman of the house stands on one node: the one that holds the lease of the rules. He begins where the tables say that the
 * one before him ended, as after a restart, so a node that dies or hangs is replaced when its term is over. Resolves when it is
 * known who stands, and when he stands if it is this node. Throws when he cannot begin at the first time.
 */
export async function openRuleLease(ground: HouseGround, rooms: WatchRooms): Promise<RuleLease> {
  const { database, log, works, isAlone } = ground;
  const post = openPost(ground, rooms);
  /** Ends when the lease is another's. */
  let term = new AbortController();
  let firstFault: unknown;
  /** Begins and ends go one after the other. */
  let work = Promise.resolve();
  let isOpen = false;

  async function begin(term: AbortSignal): Promise<void> {
    const here = { ...ground, works: works.within(term) };
    const start = (): Promise<void> => post.stand(here, () => leases.holds(lease));
    if (!isOpen && !term.aborted) return start().catch((error: unknown) => void (firstFault = error));
    while (!term.aborted && !post.isTaken())
      if (!(await here.works.round('starting to judge rules', start))) await pause(againMs);
  }
  const heard = {
    onHeld() {
      const { signal } = (term = new AbortController());
      work = work.then(() => begin(signal));
    },
    onLost() {
      term.abort();
      work = work.then(post.leave);
    },
  };
  const leases = seekLeases(database, [lease], heard, log, { isAlone });
  await leases.asked;
  await work;
  isOpen = true;
  const stop = async (): Promise<void> => {
    heard.onLost();
    await work;
    post.close();
    await leases.stop();
  };
  if (firstFault) {
    await stop();
    throw firstFault;
  }
  return { desk: post.desk, stop };
}

/** Where the watchman of this node stands, or is shown what another one's sees. */
function openPost({ node, clock, log }: HouseGround, rooms: WatchRooms) {
  const { lane, store } = rooms;
  const houseSince = clock();
  const elsewhere = openAlarmsElsewhere({ lane, node, store });
  let mine: { watchman: Watchman; desk: AlarmDesk } | null = null;
  return {
    desk: deskOf(() => mine?.desk ?? elsewhere.desk),
    isTaken: () => mine !== null,
    async stand(here: HouseGround, stands: () => boolean): Promise<void> {
      lane.board.clear();
      const watchman = await startWatchman({ ...here, ...rooms, houseSince, stands });
      mine = { watchman, desk: openAlarmDesk({ lane, alarms: watchman.alarms, store, clock }) };
      elsewhere.take(mine.desk);
      log.info('rules: this node judges them now');
    },
    async leave(): Promise<void> {
      const before = mine;
      mine = null;
      if (!before) return;
      elsewhere.give();
      await before.watchman.stop();
    },
    close: () => elsewhere.stop(),
  };
}

/** The desk of whoever stands when something is asked. */
function deskOf(now: () => AlarmDesk): AlarmDesk {
  return {
    standing: (...asked) => now().standing(...asked),
    story: (...asked) => now().story(...asked),
    acknowledge: (...asked) => now().acknowledge(...asked),
    shelve: (...asked) => now().shelve(...asked),
    promote: (...asked) => now().promote(...asked),
    suppressions: (...asked) => now().suppressions(...asked),
    askSuppression: (...asked) => now().askSuppression(...asked),
    settleSuppression: (...asked) => now().settleSuppression(...asked),
    raisesOf: (...asked) => now().raisesOf(...asked),
    performance: (...asked) => now().performance(...asked),
  };
}
