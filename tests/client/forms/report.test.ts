import { describe, expect, it } from 'vitest';
import { report } from '#shared/incident/command.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { placeText, readPlace, reportCommand } from '../../../client/forms/report.ts';

const place = { lng: 120.28, lat: 31.9 };
const draft = { title: ' 井盖缺失 ', detail: '', address: '', urgent: true };

describe('a call to the hotline', () => {
  it('becomes the report the wire takes', () => {
    const made = reportCommand({ id: 'manhole' }, place, draft);
    expect(made).toMatchObject({ command: { source: 'hotline', title: '井盖缺失', urgent: true, place } });
    if ('command' in made) expect(report.safeParse(made.command).success).toBe(true);
  });

  it('names what is missing', () => {
    expect(reportCommand(null, null, { ...draft, title: ' ' })).toEqual({
      faults: ['item', 'place', 'title'],
    });
    expect(reportCommand({ id: 'manhole' }, null, draft)).toEqual({ faults: ['place'] });
  });

  it.each([...builtInProcedures.values()])(
    'has a place where its procedure has one: $id',
    ({ place: lies }) => {
      const made = (at: typeof place | null) => reportCommand({ id: 'one' }, at, draft, {}, lies);
      const told = lies === 'none' ? made(null) : made(place);
      const mayLack = lies === 'none' || lies === 'optional';
      expect(report.safeParse('command' in told && told.command).success).toBe(true);
      if (!mayLack) expect(made(null)).toEqual({ faults: ['place'] });
      else expect('command' in made(null)).toBe(true);
      // A point that was clicked before the item was chosen is none of its own.
      expect('command' in made(place) && made(place)).toEqual(told);
    },
  );

  it('reads a place as it writes it', () => {
    expect(readPlace(placeText(place))).toEqual(place);
    expect(readPlace('120.28，31.9')).toEqual(place);
    for (const bad of ['', '120.28', '999, 31', 'abc, def', '1, 2, 3']) expect(readPlace(bad)).toBeNull();
  });
});
