import { describe, expect, it } from 'vitest';
import { checkForm, fits } from '#shared/incident/form.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import type { Field } from '#shared/procedure/field.ts';
import { calendar } from '../../support/incident-world.ts';

const name = { zh: '超时加班', en: 'Overtime beyond the law' };
const rows: ListedItem[] = [
  { id: 'power-1', list: 'power', name, unit: 'labour' },
  { id: 'affair-1', list: 'service', name: { zh: '失业登记', en: 'Unemployed' }, unit: 'labour' },
];
const known = {
  now: 0,
  calendar,
  unitKind: () => undefined,
  listed: (id: string) => rows.find((one) => one.id === id),
};
const ground: Field = {
  id: 'ground',
  name: { zh: '案由', en: 'Ground' },
  kind: 'listed',
  lists: ['power'],
  required: true,
  keep: true,
};
const step = { id: 'file', form: [ground] };

describe('a field that looks an entry up', () => {
  it('keeps the entry as it is called now', () => {
    const form = checkForm(step, { ground: 'power-1' }, known);
    if (isRefusal(form)) throw new Error(form.reason);
    expect(form.keep()).toEqual({ ground: { id: 'power-1', name } });
    expect(form.kept('ground')).toEqual({ id: 'power-1', name });
  });

  it.each([
    ['of another list', 'affair-1', 'not one of the choices'],
    ['that is not there', 'power-9', 'not one of the choices'],
    ['in words', ['power-1'], 'not one of the choices'],
    ['left out', '', 'ground is needed'],
  ])('refuses an entry %s', (_, value, reason) => {
    expect(checkForm(step, { ground: value }, known)).toMatchObject({ reason, field: 'form.ground' });
  });

  it('hands what is kept on to a matter whose field has the same lists', () => {
    expect(fits(ground, { id: 'power-1', name }, known)).toBe(true);
    expect(fits({ ...ground, lists: ['service'] }, { id: 'power-1', name }, known)).toBe(false);
    expect(fits({ ...ground, kind: 'text' }, { id: 'power-1', name }, known)).toBe(true);
  });
});
