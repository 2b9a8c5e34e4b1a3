/**
 * Rows of `reading` as columns, and the same rows in PostgreSQL's binary COPY format. Field counts and lengths never
 * change, so they are laid out once and each batch only writes its numbers between them.
 */
export interface ReadingRows {
  count: number;
  /** Number of the sensor in `sensor_number`. */
  sensor: Int32Array;
  at: Float64Array;
  value: Float64Array;
  quality: Uint8Array;
}

/** Empty columns with room for `capacity` rows. */
export function makeRows(capacity: number): ReadingRows {
  return {
    count: 0,
    sensor: new Int32Array(capacity),
    at: new Float64Array(capacity),
    value: new Float64Array(capacity),
    quality: new Uint8Array(capacity),
  };
}

/** Columns in the order of the bytes below. */
export const copyColumns = 'at, value, sensor, quality';
const headBytes = 19;
const rowBytes = 2 + (4 + 8) + (4 + 8) + (4 + 4) + (4 + 2);
const high = 4294967296;

/** Turns columns into COPY bytes, in one buffer used again and again: the bytes are valid until the next call. */
export function makeCopyBuffer(capacity: number): (rows: ReadingRows) => Buffer {
  const bytes = Buffer.alloc(headBytes + capacity * rowBytes + 2);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  bytes.write('PGCOPY\n\xff\r\n\0', 0, 'latin1');
  for (let row = 0; row < capacity; row++) {
    const o = headBytes + row * rowBytes;
    view.setInt16(o, 4);
    view.setInt32(o + 2, 8);
    view.setInt32(o + 14, 8);
    view.setInt32(o + 26, 4);
    view.setInt32(o + 34, 2);
  }
  let lastEnd = 0;
  return (rows) => {
    const { count, sensor, at, value, quality } = rows;
    let o = headBytes;
    // The trailer of the last batch stands on the field count of a row.
    if (lastEnd > 0) view.setInt16(lastEnd, 4);
    for (let i = 0; i < count; i++, o += rowBytes) {
      const instant = at[i] ?? 0;
      const upper = Math.floor(instant / high);
      view.setInt32(o + 6, upper);
      view.setUint32(o + 10, instant - upper * high);
      view.setFloat64(o + 18, value[i] ?? 0);
      view.setInt32(o + 30, sensor[i] ?? 0);
      view.setInt16(o + 38, quality[i] ?? 0);
    }
    view.setInt16(o, -1);
    lastEnd = o;
    return bytes.subarray(0, o + 2);
  };
}
