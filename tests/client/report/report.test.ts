import { describe, expect, it } from 'vitest';
import { emptyReport, reportBody } from '../../../client/apps/report/report-draft.ts';
import { forgetOwn, keepOwn, ownMatters } from '../../../client/apps/report/own-matters.ts';
import { areasIn, findAreas } from '../../../client/apps/report/places.ts';
import { readHash, writeHash } from '../../../client/apps/report/tab.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';

const place = { lng: 120, lat: 31 };
const areas = [
  { id: 't', name: '澄江街道', parent: null, place },
  { id: 't-1', name: '文定社区', parent: 't', place },
  { id: 't-2', name: '文定东社区', parent: 't', place },
];

describe('a report as it is filled in', () => {
  const chosen = { place, names: ['澄江街道', '文定社区'], isWide: true };
  const sender = 'a'.repeat(32);

  it('names what is missing in the order of the page', () => {
    const read = reportBody({ ...emptyReport('manhole', []), phone: 'x' }, [], sender, 0);
    expect(read).toEqual({
      faults: [
        { field: 'words', why: 'missing' },
        { field: 'place', why: 'missing' },
        { field: 'phone', why: 'pattern' },
        { field: 'consent', why: 'missing' },
      ],
    });
  });

  it('says no more than was filled in, and the sender only with photographs', () => {
    const draft = { ...emptyReport('manhole', []), words: ' 晃 ', place: chosen, consent: true };
    const plain = { item: 'manhole', words: '晃', place, address: '', name: '', phone: '', consent: true };
    expect(reportBody(draft, [], sender, 0)).toEqual({ body: plain });
    const photo = { id: 1, name: 'a.jpg', kind: 'photo', at: 5, share: 1, refusal: null } as const;
    const kept = { ...photo, state: 'kept', ref: 'r.jpg' } as const;
    expect(reportBody({ ...draft, photos: [kept] }, [], sender, 0)).toEqual({
      body: { ...plain, photos: [{ ref: 'r.jpg', at: 5 }], sender },
    });
    const sending = { ...photo, state: 'sending', ref: null } as const;
    expect(reportBody({ ...draft, photos: [sending] }, [], sender, 0)).toEqual({
      faults: [{ field: 'photos', why: 'sending' }],
    });
  });

  it('of a service also what its procedure asks for', () => {
    const { form } = must(builtInProcedures.get('enterprise-call'), 'procedure');
    const fields = form.filter(({ id }) => id !== 'contact');
    const draft = { ...emptyReport('call-law', fields), words: '咨询', place: chosen, consent: true };
    const read = reportBody(draft, fields, sender, 0);
    expect('faults' in read && read.faults.map(({ field }) => field)).toEqual([
      ...['form.enterprise', 'form.reference', 'form.need'],
    ]);
  });
});

describe('a place', () => {
  it('is found by its name and that of the one around it, the nearest first', () => {
    expect(findAreas(areas, '文定', 8).map(({ label }) => label)).toEqual([
      ...['澄江街道 文定社区', '澄江街道 文定东社区'],
    ]);
    expect(findAreas(areas, '澄江 东', 8).map(({ area }) => area.id)).toEqual(['t-2']);
    expect(findAreas(areas, '  ', 8)).toEqual([]);
  });
  it('is not said twice when its name begins with that of the one around it', () => {
    const inside = { id: 'v-1', name: '东门社区第3网格', parent: 'v', place };
    const [found] = findAreas([{ id: 'v', name: '东门社区', parent: null, place }, inside], '第3', 8);
    expect(found?.label).toBe('东门社区第3网格');
  });
  it('is chosen from a list in two steps', () => {
    expect(areasIn(areas, null).map(({ id }) => id)).toEqual(['t']);
    expect(areasIn(areas, 't').map(({ id }) => id)).toEqual(['t-1', 't-2']);
  });
});

describe('what stays on the device', () => {
  it('is kept when asked for, newest first, and removed; what cannot be read is nothing', () => {
    const store = new Map<string, string>();
    const storage = {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, value: string) => void store.set(key, value),
    } as Storage;
    const one = { number: '1', code: 'A', name: '井盖', at: 1 };
    keepOwn('toy', one, storage);
    keepOwn('toy', { ...one, number: '2' }, storage);
    expect(ownMatters('toy', storage).map(({ number }) => number)).toEqual(['2', '1']);
    expect(ownMatters('other', storage)).toEqual([]);
    forgetOwn('toy', '2', storage);
    expect(ownMatters('toy', storage)).toEqual([one]);
    store.set('jiuhuan.report.toy', '[{"number":1}]');
    expect(ownMatters('toy', storage)).toEqual([]);
    store.set('jiuhuan.report.toy', 'x');
    expect(ownMatters('toy', storage)).toEqual([]);
  });
});

it.each([
  ['', { tab: 'report', code: '' }],
  ['#follow', { tab: 'follow', code: '' }],
  ['#follow=7K3M', { tab: 'follow', code: '7K3M' }],
  ['#elsewhere', { tab: 'report', code: '' }],
  ['#report/manhole', { tab: 'report', code: '', kind: 'manhole' }],
  ['#report/manhole/cover-missing', { tab: 'report', code: '', kind: 'manhole', item: 'cover-missing' }],
  ['#report/%zz', { tab: 'report', code: '', kind: '%zz' }],
])('the address %s opens its place', (hash, opened) =>
  expect(readHash(hash)).toEqual({ kind: null, item: null, ...opened }),
);
it('writes the address that it reads', () => {
  expect(readHash(writeHash('report', 'a/b', '井'))).toMatchObject({ kind: 'a/b', item: '井' });
  expect(writeHash('standing', null)).toBe('#standing');
});
