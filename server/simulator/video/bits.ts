/** Writes bits from the highest of a byte on, as H.264 reads them. */
export class Bits {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;
  #byte = 0;
  #filled = 0;

  /** The lowest `count` bits of a number. */
  put(value: number, count: number): this {
    for (let i = count - 1; i >= 0; i--) {
      this.#byte = (this.#byte << 1) | ((value >>> i) & 1);
      this.#filled += 1;
      if (this.#filled < 8) continue;
      this.#room(1);
      this.#bytes[this.#length++] = this.#byte;
      this.#byte = 0;
      this.#filled = 0;
    }
    return this;
  }
  /** Unsigned Exp-Golomb codes (9.1 of H.264). */
  ue(...values: readonly number[]): this {
    for (const value of values) {
      const length = 32 - Math.clz32(value + 1);
      this.put(0, length - 1).put(value + 1, length);
    }
    return this;
  }
  /** Zeros up to the next byte. */
  align(): this {
    return this.#filled === 0 ? this : this.put(0, 8 - this.#filled);
  }
  /** Whole bytes, on the border of one. */
  raw(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }
  /** The bit that ends a unit, and zeros. */
  end(): this {
    return this.put(1, 1).align();
  }
  /** The whole bytes so far. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
