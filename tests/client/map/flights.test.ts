import { expect, it } from 'vitest';
import { flightMark, watchFlights } from '../../../client/map/flights.ts';

/** A map that moves for as many frames as it is told, each of `ms`. */
function flown() {
  const ears = new Map<string, (event: object) => void>();
  const on = ((kind: string, ear: (event: object) => void) => void ears.set(kind, ear)) as never;
  let at = 0;
  const flights = watchFlights({ on }, () => at, 10_000);
  const say = (kind: string, event: object = flightMark): void => ears.get(kind)?.(event);
  const fly = (frames: number, ms: number, mark?: object): void => {
    say('movestart', mark);
    for (let i = 0; i < frames; i++) {
      at += ms;
      say('render');
    }
    say('moveend');
  };
  return { flights, fly, wait: (ms: number) => void (at += ms) };
}

it('flies as long as the machine draws a flight, jumps where it does not, and asks again later', () => {
  const { flights, fly, wait } = flown();
  expect(flights.areSmooth()).toBe(true);
  fly(21, 17);
  expect(flights.areSmooth()).toBe(true);
  fly(3, 120);
  expect(flights.areSmooth()).toBe(false);
  wait(9_000);
  expect(flights.areSmooth()).toBe(false);
  wait(2_000);
  expect(flights.areSmooth()).toBe(true);
});

it('learns nothing from a jump, which is one frame however long', () => {
  const { flights, fly } = flown();
  fly(1, 400);
  expect(flights.areSmooth()).toBe(true);
});

it('learns nothing from a hand that drags the map and rests', () => {
  const { flights, fly } = flown();
  fly(4, 900, {});
  expect(flights.areSmooth()).toBe(true);
});
