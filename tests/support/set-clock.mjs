import { readFileSync } from 'node:fs';

/** Loaded before a server: its machine's clock can be set, to so many ms off as stand in the file `SET_CLOCK` when SIGUSR2 comes. */
const Real = Date;
const tell = Real.now;
let off = 0;
process.on('SIGUSR2', () => {
  off = Number(readFileSync(process.env['SET_CLOCK'] ?? '', 'utf8'));
});
globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [tell() + off] : args));
  }
  static now() {
    return tell() + off;
  }
};
