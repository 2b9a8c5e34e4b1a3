import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hearReadings, tellReadings } from '../../../server/readings/crossing.ts';
import type { Lines } from '../../../server/readings/batch.ts';
import { makeRows } from '../../../server/storage/copy-rows.ts';

const row = fc.record({
  slot: fc.nat(7),
  at: fc.integer({ min: 1, max: 1_000_000 }),
  value: fc.double({ noNaN: true }),
  quality: fc.nat(15),
  stored: fc.boolean(),
});
const names = ['', 'sim-devices', '水利局', 'x'.repeat(300), 'c', 'd', 'e', 'f'];

test('what one node stored arrives at another, each row once, newest known and others apart', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 200 }),
      fc.integer({ min: 500, max: 5_700 }),
      (list, mostBytes) => {
        const lines: Lines = {
          rows: makeRows(list.length),
          slots: Int32Array.from(list, ({ slot }) => slot),
          items: new Uint16Array(list.length),
        };
        for (const { slot, at, value, quality } of list) {
          const i = lines.rows.count++;
          lines.rows.sensor[i] = 100 + slot;
          lines.rows.at[i] = at;
          lines.rows.value[i] = value;
          lines.rows.quality[i] = quality;
        }
        const messages: Buffer[] = [];
        const stored = Uint8Array.from(list, (one) => Number(one.stored));
        tellReadings({ gatewayOf: (slot) => names[slot] ?? '' }, lines, stored, mostBytes, (one) =>
          messages.push(one),
        );
        expect(messages.every(({ length }) => length <= mostBytes)).toBe(true);
        const newest = new Map<number, number>();
        const numbers = new Map<string, number>();
        const sensors = {
          gateway: new Uint16Array(8),
          gatewayNumber(name: string) {
            if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
            return numbers.get(name) ?? 0;
          },
        };
        const arrived: unknown[] = [];
        for (const message of messages) {
          // Sensor 7 is not known at the other node.
          const slotOf = (number: number): number | undefined => (number === 107 ? undefined : number - 100);
          const { fresh, late } = hearReadings(sensors, slotOf, (slot) => newest.get(slot) ?? 0, message);
          for (const [lines, isFresh] of [
            [fresh, true],
            [late, false],
          ] as const)
            for (let i = 0; i < lines.rows.count; i++) {
              const slot = lines.slots[i] ?? -1;
              const at = lines.rows.at[i] ?? 0;
              if (isFresh) expect(at).toBeGreaterThan(newest.get(slot) ?? 0);
              else expect(at).toBeLessThanOrEqual(Math.max(newest.get(slot) ?? 0, at));
              if (isFresh) newest.set(slot, at);
              arrived.push([slot, at, lines.rows.value[i], lines.rows.quality[i]]);
            }
        }
        const wanted = list
          .filter((one) => one.stored && one.slot !== 7)
          .map(({ slot, at, value, quality }) => [slot, at, value, quality]);
        const order = (rows: unknown[]): string[] => rows.map((one) => JSON.stringify(one)).sort();
        expect(order(arrived)).toEqual(order(wanted));
        for (const [slot, at] of newest)
          expect(at).toBe(Math.max(...wanted.filter((one) => one[0] === slot).map((one) => Number(one[1]))));
        for (const [slot] of newest)
          expect(sensors.gateway[slot]).toBe(numbers.get((names[slot] ?? '').slice(0, 200)));
      },
    ),
  );
});
