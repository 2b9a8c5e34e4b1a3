/**
 * One binary frame a tick. Little endian: u32 tick, u32 count n, f64 base instant (epoch ms), then n × u32 sensor ordinal,
 * n × f32 value, n × u32 age (ms before the base instant), n × u8 quality.
 */
export interface Frame {
  tick: number;
  at: number;
  sensors: Uint32Array;
  values: Float32Array;
  ages: Uint32Array;
  qualities: Uint8Array;
}
const headBytes = 16;

/** Packs a frame into bytes of its own. */
export function encodeFrame(frame: Frame): Uint8Array {
  const n = frame.sensors.length;
  const bytes = new Uint8Array(headBytes + n * 13);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, frame.tick, true);
  head.setUint32(4, n, true);
  head.setFloat64(8, frame.at, true);
  bytes.set(new Uint8Array(frame.sensors.buffer, frame.sensors.byteOffset, n * 4), headBytes);
  bytes.set(new Uint8Array(frame.values.buffer, frame.values.byteOffset, n * 4), headBytes + n * 4);
  bytes.set(new Uint8Array(frame.ages.buffer, frame.ages.byteOffset, n * 4), headBytes + n * 8);
  bytes.set(frame.qualities.subarray(0, n), headBytes + n * 12);
  return bytes;
}

/** Reads a frame; null when the bytes are not one. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  if (bytes.byteLength < headBytes) return null;
  // Typed arrays need aligned bytes. `slice` would not do: that of a Node Buffer is the same memory.
  const copy = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const head = new DataView(copy.buffer, copy.byteOffset);
  const n = head.getUint32(4, true);
  if (copy.byteLength !== headBytes + n * 13) return null;
  const start = copy.byteOffset + headBytes;
  return {
    tick: head.getUint32(0, true),
    at: head.getFloat64(8, true),
    sensors: new Uint32Array(copy.buffer, start, n),
    values: new Float32Array(copy.buffer, start + n * 4, n),
    ages: new Uint32Array(copy.buffer, start + n * 8, n),
    qualities: new Uint8Array(copy.buffer, start + n * 12, n),
  };
}
