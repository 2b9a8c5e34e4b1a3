import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { take, type Form } from '#shared/incident/command.ts';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Field } from '#shared/procedure/field.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import {
  chosen,
  draftOf,
  emptyDraft,
  stageUnit,
  filledByUnits,
  firstChoice,
  makeLead,
  needsForm,
  readForm,
  refusedField,
  takeCommand,
  toggleUnit,
  withUnits,
} from '../../../client/forms/form.ts';

const find = (id: string) =>
  must(
    standardProcedure.transitions.find((t) => t.id === id),
    id,
  );
const incident = { id: '3202812026112200487', version: 4 };
const now = 1_790_000_000_000;

/** A photograph that the server has. */
const keptPhoto = {
  ...{ id: 1, name: 'a.jpg', kind: 'photo' as const, at: 5, state: 'kept' as const, share: 1, refusal: null },
  ref: `${'0'.repeat(64)}.jpg`,
};

describe('a form becomes a command', () => {
  it('dispatches to the chosen units, in the form the wire takes', () => {
    const dispatch = find('dispatch');
    const draft = withUnits(emptyDraft(dispatch.form), dispatch.form, 'water', ['town', 'squad']);
    const made = takeCommand(incident, dispatch, draft, now);
    expect(made).toEqual({
      command: {
        kind: 'take',
        incident: incident.id,
        version: 4,
        transition: 'dispatch',
        form: { lead: 'water', co: ['town', 'squad'] },
      },
    });
    if ('command' in made) expect(take.safeParse(made.command).success).toBe(true);
  });

  it('names every missing field', () => {
    const transfer = find('transfer');
    expect(takeCommand(incident, transfer, emptyDraft(transfer.form), now)).toEqual({
      faults: [
        { field: 'lead', why: 'missing' },
        { field: 'reason', why: 'missing' },
      ],
    });
  });

  it('turns ratings and limits into numbers, and says when they are none', () => {
    const evaluate = find('evaluate');
    const rated = emptyDraft(evaluate.form);
    rated.texts['rating'] = '4';
    expect(takeCommand(incident, evaluate, rated, now)).toMatchObject({ command: { form: { rating: 4 } } });
    rated.texts['rating'] = '6';
    expect(takeCommand(incident, evaluate, rated, now)).toEqual({
      faults: [{ field: 'rating', why: 'not-a-number' }],
    });
    const extension = find('ask-extension');
    const draft = emptyDraft(extension.form);
    draft.limits['limit'] = { amount: '2', unit: 'work-day' };
    draft.texts['reason'] = ' 备件未到 ';
    expect(takeCommand(incident, extension, draft, now)).toMatchObject({
      command: { form: { limit: { amount: 2, unit: 'work-day' }, reason: '备件未到' } },
    });
    draft.limits['limit'] = { amount: '-1', unit: 'work-day' };
    expect(takeCommand(incident, extension, draft, now)).toEqual({
      faults: [{ field: 'limit', why: 'not-a-number' }],
    });
  });

  it('carries evidence as text with its instant', () => {
    const back = find('feed-back');
    const draft = emptyDraft(back.form);
    draft.texts['note'] = '已封堵';
    draft.texts['evidence'] = '堤脚干燥';
    // Where something has to be shown, words do not do.
    expect(takeCommand(incident, back, draft, now)).toEqual({
      faults: [{ field: 'evidence', why: 'words-alone' }],
    });
    const check = find('pass-check');
    expect(takeCommand(incident, check, draft, now)).toMatchObject({
      command: { form: { note: '已封堵', evidence: [{ kind: 'text', text: '堤脚干燥', at: now }] } },
    });
  });

  it('carries files under the text as their caption, and waits for those that are on their way', () => {
    const verify = find('verify');
    const draft = emptyDraft(verify.form);
    draft.texts['evidence'] = '井盖已复位';
    const file = { id: 1, name: 'a.jpg', kind: 'photo', at: 5, share: 1, refusal: null } as const;
    draft.files['evidence'] = [{ ...file, state: 'kept', ref: 'r.jpg' }];
    const photo = { kind: 'photo', text: '井盖已复位', ref: 'r.jpg', at: 5 };
    expect(takeCommand(incident, verify, draft, now)).toMatchObject({
      command: { form: { evidence: [photo] } },
    });
    for (const [state, why] of [
      ['sending', 'sending'],
      ['failed', 'unsent'],
    ] as const) {
      draft.files['evidence'] = [{ ...file, state, ref: null }];
      expect(takeCommand(incident, verify, draft, now)).toEqual({ faults: [{ field: 'evidence', why }] });
    }
  });

  it('makes a valid command of every transition once all fields are filled', () => {
    for (const transition of standardProcedure.transitions) {
      const draft = emptyDraft(transition.form);
      for (const field of transition.form) {
        if (field.kind === 'units') draft.lists[field.id] = ['u'];
        else if (field.kind === 'limit') draft.limits[field.id] = { amount: '1', unit: 'work-hour' };
        else draft.texts[field.id] = field.kind === 'rating' ? '5' : 'x';
        if (field.kind === 'evidence') draft.files[field.id] = [keptPhoto];
      }
      const made = takeCommand(incident, transition, draft, now);
      expect('command' in made && take.safeParse(made.command).success, transition.id).toBe(true);
    }
  });

  it('finds the field a refusal speaks of', () => {
    const { form } = find('dispatch');
    expect(refusedField('form.lead', form)).toBe('lead');
    expect(refusedField('form.co.1', form)).toBe('co');
    expect(refusedField('version', form)).toBeNull();
    expect(refusedField(undefined, form)).toBeNull();
  });

  it('asks before a danger and before a form, and not before a plain step', () => {
    expect(needsForm(find('accept'))).toBe(false);
    expect(needsForm(find('dispatch'))).toBe(true);
    expect(needsForm({ ...find('accept'), weight: 'danger' })).toBe(true);
    expect(filledByUnits(find('dispatch'), 'water')).toBe(true);
    expect(filledByUnits(find('dispatch'), null)).toBe(false);
    expect(filledByUnits(find('transfer'), 'water')).toBe(false);
  });
});

describe('choosing units', () => {
  it('puts no more units into a step than every procedure lets it name', () => {
    const steps = [...builtInProcedures.values()].flatMap(({ transitions }) => transitions);
    const several = steps.filter(({ form }) => form.some(({ kind }) => kind === 'units'));
    expect(several.length).toBeGreaterThan(3);
    for (const { form } of several) {
      const { lists } = withUnits(emptyDraft(form), form, 'water', ['town', 'squad', 'police']);
      const many = must(
        form.find(({ kind }) => kind === 'units'),
        'units',
      );
      expect(lists[many.id]).toHaveLength(Math.min(3, many.max ?? 3));
    }
  });
  it('starts with the suggested lead', () => {
    const suggestion = (unit: string, role: 'lead' | 'co', byMatrix: boolean) => ({
      unit,
      name: unit,
      role,
      distanceM: 1,
      open: 0,
      overdue: 0,
      byMatrix,
      byPlan: false,
      reason: '',
      score: 1,
      parts: { duty: 1, distance: 0, load: 0, skill: 0 },
    });
    const list = [suggestion('b', 'co', true), suggestion('a', 'lead', true), suggestion('c', 'co', false)];
    expect(firstChoice(list)).toEqual({ a: 'lead', b: 'co' });
    expect(firstChoice([])).toEqual({});
  });

  it('always has exactly one leader while anybody is chosen', () => {
    let choice = toggleUnit(toggleUnit(toggleUnit({}, 'a'), 'b'), 'c');
    expect(chosen(choice)).toEqual({ lead: 'a', co: ['b', 'c'] });
    choice = makeLead(choice, 'c');
    expect(chosen(choice).lead).toBe('c');
    choice = toggleUnit(choice, 'c');
    expect(chosen(choice)).toEqual({ lead: 'a', co: ['b'] });
    expect(chosen(toggleUnit(toggleUnit(choice, 'a'), 'b'))).toEqual({ lead: null, co: [] });
  });
});

describe('the unit in which a span is asked for', () => {
  const clock = (unit: Limit['unit'], dueAt: number, stoppedAt?: number) => ({
    limit: { amount: 2, unit },
    startedAt: 0,
    dueAt,
    ...(stoppedAt !== undefined && { stoppedAt }),
  });
  it('is that of the stage that runs, so that a matter of two hours is given no days', () => {
    const clocks = {
      whole: clock('work-day', 9),
      filing: clock('urgent-minute', 1, 1),
      handling: clock('work-hour', 5),
    };
    const unit = stageUnit({ clocks });
    expect(unit).toBe('work-hour');
    const [field] = find('ask-extension').form;
    expect(emptyDraft(find('ask-extension').form, unit).limits[field?.id ?? '']).toMatchObject({
      unit: 'work-hour',
    });
    expect(stageUnit({ clocks: { whole: clock('calendar-day', 9) } })).toBe('calendar-day');
    expect(stageUnit({ clocks: {} })).toBeUndefined();
  });
});

describe('what was refused', () => {
  it('stands in the form again as it was typed', () => {
    const field = (id: string, kind: Field['kind']): Field => ({
      id,
      kind,
      required: false,
      keep: false,
      name: { zh: id, en: id },
    });
    const fields = [
      ...[field('note', 'text'), field('found', 'number'), field('done', 'yes-no'), field('co', 'units')],
      ...[field('limit', 'limit'), field('evidence', 'evidence'), field('empty', 'text')],
    ];
    const form: Form = {
      note: '已清',
      found: 2,
      done: false,
      co: ['a', 'b'],
      limit: { amount: 3, unit: 'work-hour' },
      evidence: [{ kind: 'text', text: '照片', at: now }],
    };
    const { evidence: _, ...told } = form;
    expect(readForm({ form: fields }, draftOf(fields, form), now)).toEqual({ form: told });
  });
});
