import { describe, expect, test } from 'vitest';
import { checkForm } from '#shared/incident/form.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import { shownMissing } from '#shared/incident/shown.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { field } from '#shared/procedure/field.ts';
import { calendar } from '../../support/incident-world.ts';

const at = Date.UTC(2026, 10, 22, 8);
const known = { now: at, calendar, listed: () => undefined, unitKind: () => undefined };
const file = (suffix: string): string => `${'a'.repeat(64)}.${suffix}`;
const words: Evidence = { kind: 'text', text: '已清理', at };
const photo: Evidence = { kind: 'photo', text: '', ref: file('jpg'), at };
const paper: Evidence = { kind: 'document', text: '', ref: file('pdf'), at };
const curve: Evidence = { kind: 'readings', text: '', sensor: 's-1', series: [[at, 1]], at };

const evidence = (more: object) =>
  field.parse({
    ...{ id: 'evidence', name: { zh: '证据', en: 'Evidence' }, kind: 'evidence', required: true },
    ...more,
  });
const isTaken = (of: ReturnType<typeof evidence>, given: Evidence[]): boolean =>
  !isRefusal(checkForm({ id: 'step', form: [of] }, { evidence: given }, known));

describe('what a step asks to be shown', () => {
  test.each<[what: string, given: Evidence[], taken: boolean]>([
    ['a photo', [photo], true],
    ['a paper', [paper], true],
    ['a photo with words beside it', [words, photo], true],
    ['words alone', [words], false],
    ['many words', [words, words, words], false],
    ['a photo without a file', [{ kind: 'photo', text: '照片', at }], false],
    ['words that are called a photo, with a name that is no file', [{ ...photo, ref: 'x.jpg' }], false],
    ['readings, which were not asked for', [curve], false],
  ])('%s', (_what, given, taken) => {
    expect(isTaken(evidence({ shows: ['photo', 'video', 'document'] }), given)).toBe(taken);
  });

  test('a file is what its name says, whatever it is called; readings count where they are asked for', () => {
    expect(isTaken(evidence({ shows: ['document'] }), [{ ...photo, kind: 'document' }])).toBe(false);
    expect(isTaken(evidence({ shows: ['readings'] }), [curve])).toBe(true);
    expect(isTaken(evidence({ shows: ['readings'] }), [{ ...curve, series: [] }])).toBe(false);
  });

  test('as many as are asked for, and it is known how many are missing; without `shows` words do as before', () => {
    const two = evidence({ shows: ['photo'], min: 2 });
    expect([[], [photo], [photo, words], [photo, photo]].map((list) => shownMissing(two, list))).toEqual([
      2, 1, 1, 0,
    ]);
    expect(isTaken(two, [photo, words])).toBe(false);
    expect(isTaken(evidence({}), [words])).toBe(true);
    const optional = evidence({ shows: ['photo'], required: false });
    expect(isTaken(optional, [words])).toBe(true);
  });

  test('every procedure says what is shown wherever it requires evidence', () => {
    const silent = [...builtInProcedures.values()].flatMap(({ id, form, transitions }) =>
      [{ id: 'report', form }, ...transitions].flatMap((step) =>
        step.form
          .filter(({ kind, required, shows }) => kind === 'evidence' && required && shows === undefined)
          .map((one) => `${id}/${step.id}.${one.id}`),
      ),
    );
    expect(silent).toEqual([]);
  });
});
