/**
 * Follows the frames of an MQTT stream without reading them, to stop one that is too large before anything holds its
 * bytes: the parser of the broker would gather up to 256 MB.
 */
export interface FrameGuard {
  /** False once a frame larger than the limit has begun. */
  pass(chunk: Uint8Array): boolean;
}

/** Makes a guard for one connection. */
export function makeFrameGuard(maxBytes: number): FrameGuard {
  /** Bytes of the present frame still to come. */
  let left = 0;
  let length = 0;
  let shift = 0;
  let isInLength = false;
  return {
    pass(chunk) {
      let i = 0;
      while (i < chunk.length) {
        if (left > 0) {
          const step = Math.min(left, chunk.length - i);
          left -= step;
          i += step;
          continue;
        }
        if (!isInLength) {
          // Type byte.
          isInLength = true;
          length = 0;
          shift = 0;
          i++;
          continue;
        }
        const byte = chunk[i++] ?? 0;
        length += (byte & 127) * 2 ** shift;
        shift += 7;
        if (length > maxBytes || shift > 28) return false;
        if ((byte & 128) === 0) {
          left = length;
          isInLength = false;
        }
      }
      return true;
    },
  };
}
