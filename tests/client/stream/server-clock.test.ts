import { expect, it } from 'vitest';
import { openServerClock } from '../../../client/stream/server-clock.ts';

/** A screen and a server with clocks of their own, and a line that takes its time. */
function apart() {
  let passed = 0;
  const clocks = { here: 1_000_000, server: 5_000_000 };
  const clock = openServerClock(
    () => clocks.here + passed,
    () => passed,
  );
  const pass = (ms: number): void => void (passed += ms);
  return {
    clocks,
    clock,
    pass,
    /** A second goes by, in which the server says once what time it is; the word takes `late` ms. */
    second(late = 0): void {
      const said = clocks.server + passed;
      pass(late);
      clock.heard(said);
      pass(1_000 - late);
    },
    offset: (): number => clocks.server - clocks.here,
  };
}

it('takes the two for one until the server was heard, then believes the word that was least late', () => {
  const { clock, second, offset } = apart();
  expect(clock.offsetMs()).toBe(0);
  for (let i = 0; i < 200; i++) {
    second(i % 10 === 3 ? 5 : 20 + ((i * 389) % 900));
    if (i > 10) expect(offset() - clock.offsetMs()).toBe(5);
  }
});

it.each([
  ['the server is set forward by a week', 604_800_000, 0],
  ['the server is set back by an hour', -3_600_000, 0],
  ['the screen is set forward by eight hours', 0, 28_800_000],
  ['the screen is set back by a minute', 0, -60_000],
])('follows within half a minute when %s', (_, server, here) => {
  const { clock, clocks, second, offset } = apart();
  for (let i = 0; i < 40; i++) second(30);
  clocks.server += server;
  clocks.here += here;
  for (let i = 0; i < 31; i++) second(30);
  expect(offset() - clock.offsetMs()).toBe(30);
});

it('follows clocks that run apart by a second a day', () => {
  const { clock, clocks, second, offset } = apart();
  for (let i = 0; i < 20_000; i++) {
    clocks.server += 1 / 86.4;
    second(10);
  }
  expect(Math.abs(offset() - clock.offsetMs() - 10)).toBeLessThan(1);
});

it('forgets what it knew before a long silence', () => {
  const { clock, clocks, pass, second, offset } = apart();
  for (let i = 0; i < 40; i++) second(10);
  pass(3_600_000);
  clocks.server -= 7_000;
  second(10);
  expect(offset() - clock.offsetMs()).toBe(10);
});

it('begins anew when a line is opened', () => {
  const { clock, clocks, second } = apart();
  for (let i = 0; i < 40; i++) second(10);
  clock.met(clocks.here + 40_000 - 9_000);
  expect(clock.offsetMs()).toBe(-9_000);
});
