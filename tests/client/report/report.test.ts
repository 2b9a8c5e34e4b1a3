import { describe, expect, it } from 'vitest';
import { effectScope, shallowRef } from 'vue';
import type { Field } from '#shared/procedure/field.ts';
import type { ChosenPlace } from '../../../client/apps/report/places.ts';
import type { PickedFile } from '../../../client/files/picked-files.ts';
import { openReport } from '../../../client/reporting/open-report.ts';
import {
  contactFaults,
  nobody,
  publicNeeds,
  readKept,
  reportBody,
} from '../../../client/apps/report/public-report.ts';
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
  /** A form of the public page, filled in; and what it sends, or the fields that hinder it. */
  function fill(
    contact = nobody,
    { words = '', at = null as ChosenPlace | null, photos = [] as PickedFile[], fields = [] as Field[] } = {},
  ) {
    const scope = effectScope();
    const form = { fields: shallowRef(fields), item: shallowRef('manhole'), place: shallowRef(at) };
    const report = scope.run(() => openReport<ChosenPlace>(form));
    if (!report) throw new Error('no scope');
    report.draft.value.detail = words;
    report.photos.value = photos;
    const said = report.check(publicNeeds, 0, contactFaults(contact));
    const draft = report.draft.value;
    scope.stop();
    return said && at
      ? reportBody({ item: 'manhole', draft, place: at, photos, contact, sender, form: said.form })
      : report.faults.value;
  }

  it('names what is missing in the order of the page', () => {
    expect(fill({ ...nobody, phone: 'x' })).toEqual([
      { field: 'detail', why: 'missing' },
      { field: 'place', why: 'missing' },
      { field: 'phone', why: 'pattern' },
      { field: 'consent', why: 'missing' },
    ]);
  });

  it('says no more than was filled in, and the sender only with photographs', () => {
    const contact = { ...nobody, consent: true };
    const filled = { words: ' 晃 ', at: chosen };
    const plain = { item: 'manhole', words: '晃', place, address: '', name: '', phone: '', consent: true };
    expect(fill(contact, filled)).toEqual(plain);
    const photo = { id: 1, name: 'a.jpg', kind: 'photo', at: 5, share: 1, refusal: null } as const;
    const kept = { ...photo, state: 'kept', ref: 'r.jpg' } as const;
    expect(fill(contact, { ...filled, photos: [kept] })).toEqual({
      ...plain,
      photos: [{ ref: 'r.jpg', at: 5 }],
      sender,
    });
    const sending = { ...photo, state: 'sending', ref: null } as const;
    expect(fill(contact, { ...filled, photos: [sending] })).toEqual([{ field: 'photos', why: 'sending' }]);
  });

  it('of a service also what its procedure asks for', () => {
    const { form } = must(builtInProcedures.get('enterprise-call'), 'procedure');
    const fields = form.filter(({ id }) => id !== 'contact');
    const read = fill({ ...nobody, consent: true }, { words: '咨询', at: chosen, fields });
    expect(read).toEqual(
      ['form.enterprise', 'form.reference', 'form.need'].map((field) => ({ field, why: 'missing' })),
    );
  });

  it('goes on from a draft of the version before', () => {
    const form = { texts: { need: '咨询' }, lists: {}, limits: {}, files: {} };
    const before = { words: '晃', address: '桥头', name: '', phone: '1', place: chosen, form };
    expect(readKept({ sender, draft: before })).toEqual({
      draft: { title: '', detail: '晃', address: '桥头', urgent: false },
      place: chosen,
      form: { texts: { need: '咨询' }, lists: {}, limits: {} },
      contact: { name: '', phone: '1' },
      sender,
    });
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
