import { describe, expect, test } from 'vitest';
import { givenCommand } from '#shared/incident/command.ts';
import { checkForm } from '#shared/incident/form.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { publicReport } from '#shared/wire/public.ts';
import { field } from '#shared/procedure/field.ts';
import { calendar } from '../../support/incident-world.ts';

const now = Date.UTC(2026, 10, 22, 8);
const strange = [8.64e15, 8.64e15 + 1, -1, Number.MAX_SAFE_INTEGER, 1e300, Date.UTC(2100, 0, 1) + 1];
const known = { now, calendar, listed: () => undefined, unitKind: () => undefined };

describe('what is given at the doors of the record lane', () => {
  test('an instant that no person can have seen is refused by its field, wherever evidence may stand', () => {
    const photo = (at: number) => [{ kind: 'photo', text: '现场', at }];
    const commands = (at: number): unknown[] => [
      {
        kind: 'report',
        source: 'patrol',
        item: 'x',
        title: 'x',
        place: { lng: 120, lat: 31 },
        evidence: photo(at),
      },
      { kind: 'note', incident: 'x', text: 'x', evidence: photo(at) },
      { kind: 'say', incident: 'x', text: 'x', evidence: photo(at) },
      { kind: 'take', incident: 'x', version: 1, transition: 'x', form: { evidence: photo(at) } },
    ];
    for (const command of commands(now)) expect(givenCommand.safeParse(command).success).toBe(true);
    for (const at of strange)
      for (const command of commands(at))
        expect(givenCommand.safeParse(command).success, JSON.stringify(command)).toBe(false);
    const photos = publicReport.shape.photos;
    expect(photos.safeParse([{ ref: 'x', at: now }]).success).toBe(true);
    for (const at of strange) expect(photos.safeParse([{ ref: 'x', at }]).success, String(at)).toBe(false);
  });

  test('a number or a time limit beyond all reason is refused by its field', () => {
    const form = (kind: string) => [
      field.parse({ id: 'given', name: { zh: '值', en: 'Value' }, kind, required: false }),
    ];
    const check = (kind: string, given: unknown) =>
      checkForm({ id: 'step', form: form(kind) }, { given: given as number }, known);
    for (const bad of [1e16, -1e300, Infinity, NaN])
      expect(check('number', bad), String(bad)).toMatchObject({ code: 'invalid', field: 'form.given' });
    expect(isRefusal(check('number', 1e12))).toBe(false);
    for (const amount of [1e9, 1e300]) {
      for (const unit of ['urgent-minute', 'work-hour', 'work-day', 'calendar-day'])
        expect(check('limit', { amount, unit })).toMatchObject({ code: 'invalid', field: 'form.given' });
    }
    expect(isRefusal(check('limit', { amount: 30, unit: 'work-day' }))).toBe(false);
  });
});
