import type { HotLane, RaisedRule } from '../../server/ports.ts';

/** A hot lane in memory: a test says what was measured. */
export interface MemoryHotLane extends HotLane {
  measure(ordinal: number, value: number, at: number): void;
  rules: RaisedRule[];
}

export function memoryHotLane(size: number): MemoryHotLane {
  const latest = {
    at: new Float64Array(size),
    value: new Float64Array(size),
    quality: new Uint8Array(size),
    receivedAt: new Float64Array(size),
  };
  let changed = new Set<number>();
  const rules: RaisedRule[] = [];
  return {
    rules,
    measure(ordinal, value, at) {
      latest.at[ordinal] = at;
      latest.receivedAt[ordinal] = at;
      latest.value[ordinal] = value;
      changed.add(ordinal);
    },
    latest: () => latest,
    takeChanged() {
      const taken = Uint32Array.from(changed);
      changed = new Set();
      return taken;
    },
    isOnline: (_, ordinal, now) => (latest.at[ordinal] ?? 0) > now - 60_000,
    raised: () => rules,
    cameras: (_, among) => (among ? { total: among.length, online: 0 } : { total: 2, online: 1 }),
    staff: (_, _now, among) => ({ total: among?.length ?? 2, online: among?.length ?? 2 }),
  };
}
