import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type Op, type View } from '#shared/views/view.ts';
import type { Down } from '#shared/wire/down.ts';
import type { Up } from '#shared/wire/up.ts';
import type { Slice } from '../projections/projections.ts';
import type { Push } from '../projections/slices.ts';

/** A message of a channel, by its name on the wire. */
export type Message = { [K in 'snapshot' | 'patch']: { name: K; body: Down[K] } }['snapshot' | 'patch'];

/** One view of one scope, with what it takes to bring any screen up to it: the state, its hash and the last patches. */
export interface Channel {
  readonly name: string;
  /** What a joining screen must be sent so that it is at the present state. Nothing when it is there already. */
  messagesFor(have: Up['join']['have']): Message[];
  state(): { epoch: string; rev: number; seq: number; hash: string };
  close(): void;
}

/** Beyond this a screen that was away is better served by a snapshot. */
const mostPatches = 500;
const mostBacklogOps = 5_000;
/** A snapshot is packed anew only when it is this many patches old: a crowd that joins at once costs one packing. */
const mostSnapshotAge = 40;
const plainBytes = 1_024;

/** Opens a channel over a slice. `send` gets every patch once, after it is applied and hashed. */
export function openChannel(
  name: string,
  openSlice: (view: View, push: Push) => Slice,
  send: (patch: Down['patch']) => void,
): Channel {
  const epoch = randomUUID();
  const view = emptyView();
  const backlog: Down['patch'][] = [];
  let backlogOps = 0;
  let rev = 0;
  let seq = 0;
  let filled = false;
  let packed: Down['snapshot'] | null = null;

  const slice = openSlice(view, (ops, at) => {
    applyOps(view, ops);
    seq = at;
    if (!filled) return;
    rev += 1;
    const patch = { channel: name, epoch, rev, seq, hash: viewHash(view), ops };
    backlog.push(patch);
    backlogOps += ops.length;
    while (backlog.length > mostPatches || backlogOps > mostBacklogOps)
      backlogOps -= must(backlog.shift(), 'backlog').ops.length;
    send(patch);
  });
  filled = true;

  /** The patches after `from`; null when the backlog does not reach back so far. */
  const since = (from: number): Down['patch'][] | null => {
    if (from > rev || rev - from > backlog.length) return null;
    return backlog.slice(backlog.length - (rev - from));
  };
  /** The hash at an earlier revision; null when it is not known any more. */
  const hashAt = (at: number): string | null => {
    if (at === rev) return viewHash(view);
    return backlog.find((patch) => patch.rev === at)?.hash ?? null;
  };
  const snapshot = (): Down['snapshot'] => {
    if (packed && rev - packed.rev <= mostSnapshotAge && since(packed.rev)) return packed;
    packed = { channel: name, epoch, rev, seq, hash: viewHash(view), body: packRows(snapshotOps(view)) };
    return packed;
  };

  return {
    name,
    messagesFor(have) {
      const patches = have?.epoch === epoch ? since(have.rev) : null;
      const known = have && patches ? hashAt(have.rev) : null;
      // Just before the backlog begins there is no hash to compare; the screen checks the hash of the first patch anyway.
      if (have && patches && (known === have.hash || (known === null && patches.length > 0)))
        return patches.map((body) => ({ name: 'patch', body }));
      const body = snapshot();
      const after = must(since(body.rev), 'patches after the snapshot');
      return [{ name: 'snapshot', body }, ...after.map((patch): Message => ({ name: 'patch', body: patch }))];
    },
    state: () => ({ epoch, rev, seq, hash: viewHash(view) }),
    close: () => slice.close(),
  };
}

/** Rows as JSON, gzipped unless that would not help. */
export function packRows(rows: readonly Op[]): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(rows));
  return json.length <= plainBytes ? json : gzipSync(json);
}
