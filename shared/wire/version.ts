/** Raised when a shape in `up.ts` or `down.ts` changes; `tests/shared/wire/lock.test.ts` holds the shape's hash. */
export const protocolVersion = 7;
