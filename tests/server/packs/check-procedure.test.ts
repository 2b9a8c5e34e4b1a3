import { englishOf } from '#shared/kernel/reasons.ts';
import { describe, expect, it } from 'vitest';
import { procedure, type Procedure } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { checkProcedure } from '../../../server/packs/check-procedure.ts';

const name = { zh: '步骤', en: 'Step' };
type Loose = 'nodes' | 'transitions' | 'clocks' | 'form';
type Draft = Omit<Procedure, Loose> & Record<Loose, object[]>;

/** Open → done, with a clock that runs in between. */
const small = (): Draft => ({
  id: 'small',
  name,
  version: 1,
  family: 'incident',
  place: 'point',
  form: [] as object[],
  start: 'open',
  clocks: [
    { id: 'whole', name },
    { id: 'check', name },
  ],
  startClocks: ['whole'],
  nodes: [
    { id: 'open', name, queue: 'accept' },
    { id: 'done', name, queue: 'done', end: 'archived' },
  ],
  transitions: [
    {
      id: 'finish',
      name,
      from: ['open'],
      to: 'done',
      by: ['duty'],
      key: 'F',
      effects: [{ do: 'stop', clock: 'whole' }],
    },
  ],
});

function faultsOf(change: (draft: Draft) => void): string[] {
  const draft = small();
  change(draft);
  return checkProcedure(procedure.parse(draft)).map(
    ({ keys, reason }) => `${keys.join('.')}: ${englishOf(reason)}`,
  );
}

describe('the graph of a procedure', () => {
  it('finds nothing wrong with the standard one and the small one', () => {
    expect(checkProcedure(standardProcedure)).toEqual([]);
    expect(faultsOf(() => undefined)).toEqual([]);
  });

  const step = { id: 'more', name, from: ['open'], by: ['duty'] };
  const cases: [what: string, change: (draft: Draft) => void, faults: string[]][] = [
    ['an unknown start', (d) => (d.start = 'begin'), ['start: unknown node "begin"']],
    [
      'unknown nodes',
      (d) => d.transitions.push({ ...step, from: ['nowhere'], to: 'lost' }),
      ['transitions.1.from.0: unknown node "nowhere"', 'transitions.1.to: unknown node "lost"'],
    ],
    [
      'a record of no kind, and a name that goes nowhere',
      (d) =>
        (d.form = [
          { id: 'who', name, kind: 'record', required: false },
          { id: 'what', name, kind: 'record', required: false, records: ['castle'], fills: 'title' },
        ]),
      [
        'form.0.records: records belong to a field of kind "record", and it needs them',
        'form.1.records.0: there is no kind of record "castle"',
        'form.1.fills: the form has no text "title"',
      ],
    ],
    [
      'a step twice',
      (d) => d.transitions.push({ ...step, id: 'finish' }),
      ['transitions.1.id: "finish" is there twice'],
    ],
    [
      'a node out of reach',
      (d) => d.nodes.push({ id: 'island', name, queue: 'done', end: 'void' }),
      ['nodes.2: "island" cannot be reached from "open"'],
    ],
    [
      'a dead end',
      (d) => {
        d.nodes.push({ id: 'trap', name, queue: 'work' });
        d.transitions.push({ ...step, to: 'trap' });
      },
      ['nodes.2: "trap" is a dead end: no way leads from it to an end'],
    ],
    [
      'a clock that is never stopped',
      (d) => Object.assign(d.transitions[0] ?? {}, { effects: [] }),
      ['nodes.1: the clock "whole" may still run in "done"'],
    ],
    [
      'a clock that one of two ways leaves running',
      (d) =>
        d.transitions.push({
          ...step,
          to: 'done',
          effects: [
            { do: 'stop', clock: 'whole' },
            { do: 'start', clock: 'check' },
          ],
        }),
      ['nodes.1: the clock "check" may still run in "done"'],
    ],
    [
      'an unknown clock',
      (d) =>
        d.transitions.push({
          ...step,
          effects: [
            { do: 'start', clock: 'nap' },
            { do: 'assign', units: 'item', clock: 'rest' },
            { do: 'sign', stops: 'rest' },
          ],
        }),
      [
        'transitions.1.effects.0: unknown clock "nap"',
        'transitions.1.effects.1: unknown clock "rest"',
        'transitions.1.effects.2: unknown clock "rest"',
      ],
    ],
    [
      'a life without a clock',
      (d) => (d.startClocks = []),
      ['startClocks: the clock "whole" must start with the report'],
    ],
    [
      'a choice without choices, a field twice, a pattern that is none',
      (d) =>
        d.form.push(
          { id: 'kind', name, kind: 'choice', required: true },
          { id: 'kind', name, kind: 'text', required: true, pattern: { match: '(', says: name } },
        ),
      [
        'form.0.choices: there is nothing to choose from',
        'form.1.id: "kind" is there twice',
        'form.1.pattern: not a regular expression',
      ],
    ],
    [
      'an effect without its field',
      (d) => d.transitions.push({ ...step, effects: [{ do: 'assign' }] }),
      ['transitions.1.effects.0: "assign" needs a form field "lead"'],
    ],
    [
      'a step of the house that it may not take',
      (d) => d.transitions.push({ ...step, autoAfterMs: 0 }),
      ['transitions.1.by: it is taken by itself, so "system" must be among those who may'],
    ],
    [
      'a step of the reporter that the public page cannot take',
      (d) =>
        d.transitions.push({
          ...step,
          reporter: 'rate',
          form: [{ id: 'way', name, kind: 'text', required: true }],
        }),
      [
        'transitions.1.by: the reporter takes it, so "citizen" must be among those who may',
        'transitions.1.reporter: a rating needs the effect "rate"',
        'transitions.1.form: the public page does not ask for "way"',
      ],
    ],
    [
      'a step of a citizen who has no screen for it, nor a matter',
      (d) => {
        d.opens = ['duty'];
        d.transitions.push({ ...step, by: ['duty', 'citizen'] });
      },
      [
        'transitions.1.by: a citizen acts on own matters alone, and "opens" lets none report one',
        'transitions.1.by: a citizen has the public page alone: say by "reporter" what the step is there',
      ],
    ],
    [
      'one key for two steps',
      (d) => d.transitions.push({ ...step, key: 'F' }),
      ['transitions.1.key: in "open" the key F is taken by "finish"'],
    ],
  ];
  it.each(cases)('finds %s', (_, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it('lets two steps share a key when they are never both open to one person', () => {
    const lead = { ...step, key: 'B', when: ['own-lead-task'] };
    expect(faultsOf((d) => d.transitions.push(lead, { ...lead, id: 'co', when: ['own-co-task'] }))).toEqual(
      [],
    );
    expect(
      faultsOf((d) => d.transitions.push(lead, { ...lead, id: 'leader', by: ['leader'], when: [] })),
    ).toEqual([]);
  });
});
