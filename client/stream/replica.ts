import { applyOps, emptyView, snapshotOps, viewHash, type Op, type View } from '#shared/views/view.ts';
import type { Down } from '#shared/wire/down.ts';

/** What a screen holds of one channel, and what came too early for it. */
export interface Replica {
  name: string;
  view: View;
  /** Null until a snapshot is in. */
  epoch: string | null;
  rev: number;
  seq: number;
  /** False from the moment something does not fit until a snapshot has mended it. */
  sound: boolean;
  /** Patches that do not follow on what is held, by `epoch/rev`. */
  early: Map<string, Down['patch']>;
  /** How often the hash after a patch or a snapshot was not the server's. */
  mismatches: number;
}
const mostEarly = 1_000;

export function openReplica(name: string): Replica {
  return {
    name,
    view: emptyView(),
    epoch: null,
    rev: 0,
    seq: 0,
    sound: false,
    early: new Map(),
    mismatches: 0,
  };
}

/** What the replica can offer to go on from; undefined when only a snapshot helps. */
export function holding(replica: Replica): { epoch: string; rev: number; hash: string } | undefined {
  if (replica.epoch === null || !replica.sound) return undefined;
  return { epoch: replica.epoch, rev: replica.rev, hash: viewHash(replica.view) };
}

/** Takes a patch, and all that waited for it. Returns the ops that were applied, in order; none when it is a copy or too early. */
export function takePatch(replica: Replica, patch: Down['patch']): Op[] {
  if (patch.epoch === replica.epoch && patch.rev <= replica.rev) return [];
  if (replica.early.size >= mostEarly) replica.early.clear();
  replica.early.set(`${patch.epoch}/${patch.rev}`, patch);
  return drain(replica);
}

/** Takes a snapshot's rows. Returns what changed against what was held; none when it is older than what is held and sound. */
export function takeSnapshot(replica: Replica, head: Omit<Down['snapshot'], 'body'>, rows: Op[]): Op[] {
  if (replica.sound && head.epoch === replica.epoch && head.rev <= replica.rev) return [];
  const before = replica.view;
  replica.view = emptyView();
  applyOps(replica.view, rows);
  replica.epoch = head.epoch;
  replica.rev = head.rev;
  replica.seq = head.seq;
  check(replica, head.hash);
  for (const [key, { epoch, rev }] of replica.early)
    if (epoch !== head.epoch || rev <= head.rev) replica.early.delete(key);
  return [...difference(before, replica.view), ...drain(replica)];
}

function check(replica: Replica, hash: string): void {
  replica.sound = viewHash(replica.view) === hash;
  if (!replica.sound) replica.mismatches += 1;
}

function drain(replica: Replica): Op[] {
  const applied: Op[] = [];
  while (replica.sound) {
    const key = `${replica.epoch}/${replica.rev + 1}`;
    const next = replica.early.get(key);
    if (!next) break;
    replica.early.delete(key);
    applyOps(replica.view, next.ops);
    replica.rev = next.rev;
    replica.seq = next.seq;
    check(replica, next.hash);
    for (const op of next.ops) applied.push(op);
  }
  return applied;
}

/** The ops that lead from one view to another; rows of equal hash are left alone. */
function difference(before: View, after: View): Op[] {
  const ops: Op[] = [];
  for (const [table, rows] of before.tables)
    for (const key of rows.keys()) if (!after.tables.get(table)?.has(key)) ops.push([table, key, null]);
  for (const op of snapshotOps(after)) {
    const id = `${op[0]}\0${op[1]}`;
    const [was, is] = [before.rowHashes.get(id), after.rowHashes.get(id)];
    if (!was || !is || was[0] !== is[0] || was[1] !== is[1]) ops.push(op);
  }
  return ops;
}
