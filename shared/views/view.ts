import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A view is what a screen shows: named tables of keyed rows. A patch is a list of whole rows put or dropped.
 * Server, screen and replay change a view with `applyOps` alone, so they cannot disagree.
 *
 * The hash is a set hash: the sum, in two 32-bit lanes, of the hash of every row. Its cost follows the patch, not the view,
 * and it does not depend on the order in which rows arrived.
 */
export type Row = Record<string, unknown>;
export type Op = [table: string, key: string, row: Row | null];

export interface View {
  tables: Map<string, Map<string, Row>>;
  /** Hash of each row, by `table\0key`. */
  rowHashes: Map<string, readonly [number, number]>;
  lanes: [number, number];
}

/** An empty view. */
export function emptyView(): View {
  return { tables: new Map(), rowHashes: new Map(), lanes: [0, 0] };
}

function rowHash(id: string, row: Row): readonly [number, number] {
  const digest = sha256(utf8ToBytes(`${id}\0${JSON.stringify(row)}`));
  const view = new DataView(digest.buffer, digest.byteOffset, 8);
  return [view.getUint32(0), view.getUint32(4)];
}

/** Changes `view` in place. Rows must be plain JSON: what the wire does not carry must not be in them. */
export function applyOps(view: View, ops: readonly Op[]): void {
  for (const [table, key, row] of ops) {
    const id = `${table}\0${key}`;
    const before = view.rowHashes.get(id);
    if (before) {
      view.lanes[0] = (view.lanes[0] - before[0]) >>> 0;
      view.lanes[1] = (view.lanes[1] - before[1]) >>> 0;
    }
    let rows = view.tables.get(table);
    if (row === null) {
      rows?.delete(key);
      view.rowHashes.delete(id);
      continue;
    }
    if (!rows) view.tables.set(table, (rows = new Map()));
    rows.set(key, row);
    const hash = rowHash(id, row);
    view.rowHashes.set(id, hash);
    view.lanes[0] = (view.lanes[0] + hash[0]) >>> 0;
    view.lanes[1] = (view.lanes[1] + hash[1]) >>> 0;
  }
}

/** The state hash as 16 hex digits. Equal views have equal hashes. */
export function viewHash(view: View): string {
  return view.lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('');
}

/** Every row of a view as ops: a snapshot is the patch from nothing. */
export function snapshotOps(view: View): Op[] {
  const ops: Op[] = [];
  for (const [table, rows] of view.tables) for (const [key, row] of rows) ops.push([table, key, row]);
  return ops;
}
