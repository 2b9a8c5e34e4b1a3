import { down } from '#shared/wire/down.ts';
import { decodeFrame, type Frame } from '#shared/wire/frame.ts';
import type { Line } from './connect.ts';

/** How often the server is told up to which tick this screen has come. */
const seenMs = 2_000;

export interface Gauges {
  watch(sensors: 'all' | readonly number[]): void;
  /** Says anew what is shown: the sensors of the county are others. */
  again(): void;
  onGreeted(): void;
  onDown(): void;
  onFrame(body: unknown): void;
  /** Age of the last frame when it arrived, by the server's clock. */
  lagMs(offsetMs: number): number | null;
}

/** The readings' side of the feed: says what the screen shows, takes frames, and now and then says how far it has come. */
export function openGauges(
  line: Line,
  /** `heard`: the server's instant that every frame carries, an empty one too. */
  sink: { apply(frame: Frame): void; heard(now: number): void },
  initial: 'all' | readonly number[],
): Gauges {
  let sensors = initial;
  let asked = false;
  let open = false;
  let last: { tick: number; at: number; arrivedAt: number } | null = null;
  let seenTimer: ReturnType<typeof setTimeout> | undefined;

  const ask = (): void => {
    if (!open || (!asked && sensors.length === 0)) return;
    asked = true;
    void line.send('watch', { sensors: sensors === 'all' ? 'all' : [...sensors] });
  };
  const acknowledge = (): void => {
    seenTimer ??= setTimeout(() => {
      seenTimer = undefined;
      if (open && last) line.tell('seen', { tick: last.tick });
    }, seenMs);
  };

  return {
    watch(next) {
      sensors = next;
      ask();
    },
    again: ask,
    onGreeted() {
      open = true;
      asked = false;
      ask();
    },
    onDown() {
      open = false;
      clearTimeout(seenTimer);
      seenTimer = undefined;
    },
    onFrame(body) {
      const bytes = down.frame.safeParse(bytesOf(body));
      const frame = bytes.success ? decodeFrame(bytes.data) : null;
      if (!frame) return;
      sink.heard(frame.at);
      last = { tick: frame.tick, at: frame.at, arrivedAt: Date.now() };
      if (frame.sensors.length > 0) sink.apply(frame);
      acknowledge();
    },
    lagMs: (offsetMs) => (last ? Math.max(0, last.arrivedAt + offsetMs - last.at) : null),
  };
}

/** A browser hands binary over as an ArrayBuffer, Node as a Buffer. */
export function bytesOf(value: unknown): unknown {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}
