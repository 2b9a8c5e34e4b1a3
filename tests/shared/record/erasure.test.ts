import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { erasurePlan, fieldsOfOther, type ErasureGround } from '#shared/record/erasure.ts';
import { kindOf, recordKinds } from '#shared/record/kinds.ts';

const people = must(kindOf('person'), 'person');
const values = {
  ...{ name: '郑月珍', identity: '320000194401020022', phone: '13900005046', contact: '13800002207' },
  ...{ birth: '1944-01-02', sex: 'female', health: '高血压', attention: ['alone'], dwelling: '0123456789ab' },
};
const ground = (more: Partial<ErasureGround> & { stay?: string } = {}): ErasureGround => {
  const { stay = 'floating', ...rest } = more;
  return {
    values: { ...values, stay },
    ended: false,
    licences: [],
    openMatters: [],
    today: '2026-11-29',
    ...rest,
  };
};
const plan = (more: Parameters<typeof ground>[0]) => erasurePlan(people, ground(more));
const keptOf = (more: Parameters<typeof ground>[0]) =>
  plan(more)
    .kept.map(({ field }) => field)
    .sort();

describe('what goes and what stays of a person', () => {
  it('E1 what was collected beyond the register goes, whatever else stays', () => {
    for (const more of [
      { stay: 'registered' },
      { openMatters: ['a'] },
      { licences: [{ until: null, keepYears: 10 }] },
    ])
      expect(plan(more).erased, JSON.stringify(more)).toEqual(
        expect.arrayContaining(['contact', 'health', 'attention']),
      );
  });
  it('E2 the register keeps who lives here, and nobody who left', () => {
    expect(keptOf({ stay: 'registered' })).toEqual(['birth', 'identity', 'name', 'sex']);
    expect(plan({ stay: 'registered' }).isWhole).toBe(false);
    expect(keptOf({ stay: 'registered', ended: true })).toEqual([]);
    expect(keptOf({ stay: 'away' })).toEqual([]);
  });
  it.each([
    [null, true],
    ['2030-01-01', true],
    ['2016-11-30', true],
    ['2016-11-29', false],
    ['2016-11-28', false],
  ])('E3 a licence until %s keeps its holder: %s', (until, keeps) => {
    expect(keptOf({ licences: [{ until, keepYears: 10 }] })).toEqual(keeps ? ['identity', 'name'] : []);
  });
  it('E4 an open matter keeps name and telephone', () => {
    expect(plan({ openMatters: ['JY-1'] }).kept).toEqual([
      { field: 'name', by: ['open-matter'] },
      { field: 'phone', by: ['open-matter'] },
    ]);
  });
  it('E5 whoever is kept by nothing goes whole, with the place', () => {
    expect(plan({})).toEqual({
      erased: expect.arrayContaining(Object.keys(values)) as string[],
      kept: [],
      isWhole: true,
    });
  });
  it('every field goes or stays, none both, under every mix of rules', () => {
    for (const stay of ['registered', 'away'])
      for (const openMatters of [[], ['a']])
        for (const licences of [[], [{ until: null, keepYears: 1 }]]) {
          const { erased, kept, isWhole } = plan({ stay, openMatters, licences });
          const stays = kept.map(({ field }) => field);
          expect(erased.filter((field) => stays.includes(field))).toEqual([]);
          const personal = people.fields
            .filter((one) => one.personal && one.id in values)
            .map(({ id }) => id);
          expect(personal.every((id) => erased.includes(id) || stays.includes(id))).toBe(true);
          expect(isWhole).toBe(stay === 'away' && openMatters.length + licences.length === 0);
        }
  });
  it('E6 the telephone goes from other records with the name beside it; firms are public', () => {
    const mine = (text: string) => text === '13900005046';
    for (const kind of recordKinds.filter(({ about }) => about !== 'person'))
      for (const { id } of kind.fields.filter(({ type }) => type === 'phone')) {
        const told = fieldsOfOther(kind, { [id]: '13900005046' }, mine);
        expect(told.includes(id), `${kind.id}.${id}`).toBe(kind.realm !== 'organisations');
        // A telephone without a name beside it would leave the name behind.
        if (told.length > 0) expect(told.length, `${kind.id}.${id}`).toBe(2);
        expect(fieldsOfOther(kind, { [id]: '13900000000' }, mine)).toEqual([]);
      }
  });
});
