import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemsOf, parseJson, parseLines } from '#shared/sensing/parse-batch.ts';
import { parseReading, type Slot } from '#shared/sensing/parse-reading.ts';
import { readingIn } from '#shared/sensing/reading.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';

const now = Date.UTC(2026, 10, 22, 8);
const window = { oldest: now - 86_400_000, newest: now + 60_000 };
const always = { oldest: -Infinity, newest: Infinity };
/** The field at fault of each entry of a message; null: none. */
const faultsOf = (text: string): (string | null | undefined)[] => {
  const read = parseJson(text);
  const items = isRefusal(read) ? [] : itemsOf(read.input, 'readings');
  return isRefusal(items)
    ? []
    : items.map((one) => {
        const fault = parseReading(one, window, slot());
        return fault && fault.field;
      });
};
const slot = (): Slot => ({ sensor: '', at: 0, value: 0 });

/** Anything JSON can say, and often something near a reading. */
const nearReading = fc.record(
  {
    sensor: fc.oneof(fc.string({ maxLength: 70 }), fc.integer(), fc.constant(null)),
    at: fc.oneof(
      fc.integer(),
      fc.double(),
      fc.maxSafeNat(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom('2026-11-22T08:00:00+08:00', '2026-11-22T08:00:00', '2026-13-01T00:00:00Z', 'now', ''),
      fc.string(),
    ),
    value: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e309, -1e309, NaN, null, '1', true)),
    extra: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const wholeReading = fc.record({
  sensor: fc.string({ minLength: 1, maxLength: 66 }),
  at: fc.maxSafeInteger(),
  value: fc.double({ noNaN: true }),
});

describe('parseReading', () => {
  test('refuses exactly what the schema refuses', () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(nearReading, wholeReading, fc.jsonValue()), (item) => {
        const schema = readingIn.safeParse(item);
        const into = slot();
        const fault = parseReading(item, always, into);
        expect(fault === null).toBe(schema.success);
        if (fault) {
          refused++;
          expect(['invalid', 'absurd']).toContain(fault.code);
        } else {
          taken++;
          expect(into.value).toBe(schema.data?.value);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(Math.min(refused, taken)).toBeGreaterThan(50);
  });

  test.each([
    [{ sensor: 'a', at: now, value: 1e309 }, 'absurd', 'value'],
    [{ sensor: 'a', at: now, value: NaN }, 'absurd', 'value'],
    [{ sensor: 'a', at: now, value: -1e200 }, 'absurd', 'value'],
    [{ sensor: 'a', at: 0, value: 1 }, 'too-old', 'at'],
    [{ sensor: 'a', at: '1970-01-01T00:00:00Z', value: 1 }, 'too-old', 'at'],
    [{ sensor: 'a', at: now + 3_600_000, value: 1 }, 'future', 'at'],
    [{ sensor: '', at: now, value: 1 }, 'invalid', 'sensor'],
    [{ sensor: 'a', at: now + 0.5, value: 1 }, 'invalid', 'at'],
    [{ sensor: 'a', at: now, value: '1' }, 'invalid', 'value'],
    [{ sensor: 'a', at: now, value: 1, unit: 'm' }, 'invalid', 'unit'],
    [[], 'invalid', 'sensor'],
    ['text', 'invalid', undefined],
  ])('%j is %s in %s', (item, code, field) => {
    const fault = parseReading(item, window, slot());
    expect(fault).toMatchObject({ code });
    expect(fault?.field).toBe(field);
  });

  test('takes epoch ms and ISO 8601 alike', () => {
    for (const at of [now, new Date(now).toISOString(), '2026-11-22T16:00:00+08:00']) {
      const into = slot();
      expect(parseReading({ sensor: 'a', at, value: 4.2 }, window, into)).toBeNull();
      expect(into).toEqual({ sensor: 'a', at: now, value: 4.2 });
    }
  });
});

describe('the forms of a batch', () => {
  test('one item, a list, a named list', () => {
    expect(itemsOf({ sensor: 'a' }, 'readings')).toEqual([{ sensor: 'a' }]);
    expect(itemsOf([1, 2], 'readings')).toEqual([1, 2]);
    expect(itemsOf({ readings: [1, 2] }, 'readings')).toEqual([1, 2]);
  });
  test('what is none of them, and what is too large', () => {
    expect(itemsOf({ readings: 3 }, 'readings')).toMatchObject({ code: 'invalid', field: 'readings' });
    expect(itemsOf({ readings: [], other: 1 }, 'readings')).toMatchObject({
      code: 'invalid',
      field: 'other',
    });
    expect(itemsOf(Array.from({ length: 5_001 }), 'readings')).toMatchObject({ code: 'too-large' });
  });
  test('a line that cannot be read keeps its index', () => {
    const items = parseLines('{"sensor":"a"}\n\nnot json\r\n{"sensor":"b"}\n');
    expect(items).toEqual([{ sensor: 'a' }, undefined, { sensor: 'b' }]);
  });
  test('a number that is none spoils its own entry, which is refused by its field', () => {
    for (const word of ['NaN', 'nan', '-Infinity', 'Infinity', '-inf']) {
      const text = `[{"sensor":"a","at":${now},"value":1},{"sensor":"NaN","at":${now},"value":${word}},{"sensor":"c","at":${now},"value":2}]`;
      expect(faultsOf(text), word).toEqual([null, 'value', null]);
    }
  });
  test('any slip in one entry of any list leaves the others whole', () => {
    const slips = [
      '{"sensor":"x",}',
      '{sensor:1}',
      "{'sensor':'x'}",
      '{"value":0x1}',
      '',
      '[}',
      'tru',
      '{"a":[1,]}',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...slips), fc.string({ maxLength: 12 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.boolean(),
        (entries, isNamed) => {
          // A sensor of any name, quotes, brackets and commas in it, or one of the slips.
          const good = JSON.stringify({ sensor: 'first', at: now, value: 1 });
          const list = entries.map((entry) =>
            slips.includes(entry) ? entry : JSON.stringify({ sensor: `a${entry}`, at: now, value: 1 }),
          );
          const text = isNamed
            ? `{"readings": [${[good, ...list].join(', ')}] }`
            : `\uFEFF[${[good, ...list].join(',')}]`;
          expect(faultsOf(text).map((field) => field === null)).toEqual([
            true,
            ...entries.map((entry) => !slips.includes(entry)),
          ]);
        },
      ),
    );
  });
  test('what does not end, or is no list, is refused as a whole', () => {
    for (const text of [
      '[{"sensor":"a"',
      '{"sensor":',
      '[1]]',
      '[1] x',
      '{"readings":[1]',
      'null,',
      '[[[[',
      '"',
    ])
      expect(isRefusal(parseJson(text)), text).toBe(true);
  });
});
