import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Op } from '#shared/views/view.ts';
import { down } from '#shared/wire/down.ts';
import type { Line } from './connect.ts';
import { holding, openReplica, takePatch, takeSnapshot, type Replica } from './replica.ts';
import { unpackRows } from './unpack.ts';

/** Room for packets that overtook each other before a gap is asked for. */
const gapMs = 120;
const mostMs = 30_000;
/** Even a replica that looks sound is held against the server's this often. */
const verifyMs = 30_000;

export interface Followed {
  replicas: readonly Replica[];
  /** The line is open and greeted: join everything. */
  onGreeted(): void;
  onDown(): void;
  onPatch(body: unknown): void;
  onSnapshot(body: unknown): void;
  /** Every channel is joined and at the server's own hash. */
  isConsistent(): boolean;
  resyncs(): number;
  close(): void;
}

interface Standing {
  joined: boolean;
  /** How often in a row asking again did not help: it spaces the next try. */
  failures: number;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** Keeps replicas of channels at the server's state. `write` gets the applied ops in order; `tell` hears of any change. */
export function followChannels(parts: {
  line: Line;
  channels: readonly string[];
  write(replica: Replica, ops: readonly Op[]): void;
  tell(refusal?: Refusal): void;
}): Followed {
  const { line, write, tell } = parts;
  const replicas = parts.channels.map(openReplica);
  const standings = new Map<Replica, Standing>(replicas.map((r) => [r, { joined: false, failures: 0 }]));
  let open = false;
  let resyncs = 0;

  const join = async (replica: Replica, standing: Standing): Promise<void> => {
    const have = holding(replica);
    const answer = await line.send('join', { channel: replica.name, ...(have ? { have } : {}) });
    standing.joined = answer === 'ok';
    if (answer !== 'ok' && answer.code === 'busy') mend(replica, standing);
    tell(answer === 'ok' ? undefined : answer);
  };
  /** Asks for what is missing after a moment, ever later while that does not help. */
  const mend = (replica: Replica, standing: Standing): void => {
    if (standing.timer !== undefined) return;
    const retry = (): void => {
      standing.timer = undefined;
      if (!open || (standing.joined && isSettled(replica))) return;
      // Patches of an epoch that is gone fit nowhere any more.
      replica.early.clear();
      standing.failures += 1;
      resyncs += 1;
      void join(replica, standing);
    };
    standing.timer = setTimeout(retry, Math.min(gapMs * 2 ** standing.failures, mostMs));
  };
  const took = (replica: Replica, standing: Standing, ops: readonly Op[]): void => {
    if (ops.length > 0) write(replica, ops);
    if (isSettled(replica)) standing.failures = 0;
    else if (replica.epoch !== null) mend(replica, standing);
    tell();
  };
  const find = (channel: string): [Replica, Standing] | null => {
    for (const [replica, standing] of standings) if (replica.name === channel) return [replica, standing];
    return null;
  };
  const verify = setInterval(() => {
    if (open) for (const [replica, standing] of standings) void join(replica, standing);
  }, verifyMs);

  return {
    replicas,
    onGreeted() {
      open = true;
      for (const [replica, standing] of standings) void join(replica, standing);
    },
    onDown() {
      open = false;
      for (const standing of standings.values()) standing.joined = false;
    },
    onPatch(body) {
      const patch = down.patch.safeParse(body);
      const found = patch.success ? find(patch.data.channel) : null;
      if (found && patch.success) took(...found, takePatch(found[0], patch.data));
    },
    onSnapshot(body) {
      const snapshot = down.snapshot.safeParse(body);
      const found = snapshot.success ? find(snapshot.data.channel) : null;
      if (!found || !snapshot.success) return;
      void unpackRows(snapshot.data.body).then(
        (rows) => took(...found, takeSnapshot(found[0], snapshot.data, rows)),
        () => mend(...found),
      );
    },
    isConsistent: () => [...standings].every(([replica, { joined }]) => joined && isSettled(replica)),
    resyncs: () => resyncs,
    close() {
      open = false;
      clearInterval(verify);
      for (const { timer } of standings.values()) clearTimeout(timer);
    },
  };
}

const isSettled = (replica: Replica): boolean => replica.sound && replica.early.size === 0;
