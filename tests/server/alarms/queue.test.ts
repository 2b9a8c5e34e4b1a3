import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeUrgencyQueue } from '../../../server/alarms/queue.ts';

interface Thing {
  rank: number;
  name: string;
  place: string;
}
const queue = () =>
  makeUrgencyQueue<Thing>(
    4,
    ({ rank }) => rank,
    ({ name }) => name,
  );

test('Q1 Q3 the most urgent first, in the order of their coming, one of each name', () => {
  const thing = fc.record({
    rank: fc.nat(3),
    name: fc.constantFrom(...'abcdefgh'),
    place: fc.constantFrom('x', 'y'),
  });
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 40 }), (things) => {
      const made = queue();
      const waiting: Thing[] = [];
      for (const one of things) {
        made.put(one);
        const at = waiting.findIndex(({ name }) => name === one.name);
        // In its place while it is as urgent as before, else behind those that are.
        if (at >= 0 && waiting[at]?.rank === one.rank) waiting[at] = one;
        else {
          if (at >= 0) waiting.splice(at, 1);
          waiting.push(one);
        }
        expect(made.size).toBe(waiting.length);
        expect(made.get(one.name)).toBe(one);
      }
      const order = [0, 1, 2, 3].flatMap((rank) => waiting.filter((one) => one.rank === rank));
      for (const isThere of [(one: Thing) => one.place === 'x', () => true])
        for (;;) {
          const next = order.find(isThere);
          const first = made.first(isThere);
          expect(first).toBe(next);
          if (!first || !next) break;
          made.drop(first.name);
          order.splice(order.indexOf(next), 1);
        }
      expect(made.size).toBe(0);
    }),
  );
});
