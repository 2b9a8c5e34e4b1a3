import { describe, expect, it } from 'vitest';
import { report } from '#shared/incident/command.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { lacking, needsOf, placeText, readPlace, reportCommand } from '../../../client/reporting/report.ts';

const place = { lng: 120.28, lat: 31.9 };
const draft = { title: ' 井盖缺失 ', detail: '', address: '', urgent: true };

describe('a call to the hotline', () => {
  it('becomes the report the wire takes', () => {
    const made = reportCommand({ id: 'manhole' }, place, draft);
    expect(made).toMatchObject({ source: 'hotline', title: '井盖缺失', urgent: true, place });
    expect(report.safeParse(made).success).toBe(true);
  });

  it('names what is missing', () => {
    const names = (item: unknown, title: string): string[] =>
      lacking({ item, place: null, draft: { ...draft, title } }, needsOf()).map(({ field }) => field);
    expect(names(null, ' ')).toEqual(['item', 'place', 'title']);
    expect(names({}, '井盖')).toEqual(['place']);
  });

  it.each([...builtInProcedures.values()])(
    'has a place where its procedure has one: $id',
    ({ place: lies }) => {
      const made = (at: typeof place | null) => reportCommand({ id: 'one' }, at, draft, {}, lies);
      const told = lies === 'none' ? made(null) : made(place);
      expect(report.safeParse(told).success).toBe(true);
      const mayLack = lies === 'none' || lies === 'optional';
      expect(lacking({ item: {}, place: null, draft }, needsOf(lies)).length).toBe(mayLack ? 0 : 1);
      // A point that was clicked before the item was chosen is none of its own.
      expect(made(place)).toEqual(told);
    },
  );

  it('reads a place as it writes it', () => {
    expect(readPlace(placeText(place))).toEqual(place);
    expect(readPlace('120.28，31.9')).toEqual(place);
    for (const bad of ['', '120.28', '999, 31', 'abc, def', '1, 2, 3']) expect(readPlace(bad)).toBeNull();
  });
});
