import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Op } from '#shared/views/view.ts';
import type { Down } from '#shared/wire/down.ts';
import type { Line } from './connect.ts';
import { holding, openReplica, takePatch, takeSnapshot, type Replica } from './replica.ts';
import { unpackRows } from './unpack.ts';

/** Room for packets that overtook each other before a gap is asked for. */
const gapMs = 120;
const mostMs = 30_000;

/** Keeps the replica of one channel at the server's state. */
export interface Follower {
  replica: Replica;
  /** Asks for the channel, going on from what is held. */
  join(): Promise<void>;
  onDown(): void;
  onPatch(patch: Down['patch']): void;
  onSnapshot(snapshot: Down['snapshot']): void;
  /** Joined, and at the server's own hash. */
  isHome(): boolean;
  resyncs(): number;
}
export interface FollowerParts {
  line: Line;
  /** Gets the applied ops, in order. */
  write(replica: Replica, ops: readonly Op[]): void;
  /** Hears of any change, and of a refusal to join. */
  tell(refusal?: Refusal): void;
}

export function followChannel(channel: string, { line, write, tell }: FollowerParts): Follower {
  const replica = openReplica(channel);
  let isJoined = false;
  /** How often in a row asking again did not help: it spaces the next try. */
  let failures = 0;
  let resyncs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isSettled = (): boolean => replica.sound && replica.early.size === 0;

  const join = async (): Promise<void> => {
    const have = holding(replica);
    const answer = await line.send('join', { channel, ...(have ? { have } : {}) });
    isJoined = answer === 'ok';
    if (answer !== 'ok' && answer.code === 'busy') mend();
    tell(answer === 'ok' ? undefined : answer);
  };
  /** Asks for what is missing after a moment, ever later while that does not help. */
  const mend = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (isJoined && isSettled()) return;
        // Patches of an epoch that is gone fit nowhere any more.
        replica.early.clear();
        failures += 1;
        resyncs += 1;
        void join();
      },
      Math.min(gapMs * 2 ** failures, mostMs),
    );
  };
  const took = (ops: readonly Op[]): void => {
    if (ops.length > 0) write(replica, ops);
    if (isSettled()) failures = 0;
    else if (replica.epoch !== null) mend();
    tell();
  };

  return {
    replica,
    join,
    onDown() {
      isJoined = false;
      clearTimeout(timer);
      timer = undefined;
    },
    onPatch: (patch) => took(takePatch(replica, patch)),
    onSnapshot: (snapshot) =>
      void unpackRows(snapshot.body).then((rows) => took(takeSnapshot(replica, snapshot, rows)), mend),
    isHome: () => isJoined && isSettled(),
    resyncs: () => resyncs,
  };
}
