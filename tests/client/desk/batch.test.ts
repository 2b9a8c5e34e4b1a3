import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { commonSteps } from '../../../client/apps/desk/queue/batch-steps.ts';
import { stepsOf } from '../../../client/forms/row-steps.ts';
import { openBatch } from '../../../client/apps/desk/queue/batch.ts';
import { emptyDraft, withReason } from '../../../client/forms/form.ts';
import { unreachable } from '../../../client/http/call.ts';
import { boardRow, t0 } from './rows.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const duty = { id: 'd1', name: '值班席', role: 'duty' } as const;
const handler = { id: 'h1', name: '经办', role: 'handler', unit: 'unit-a' } as const;
const reported = (id: string): IncidentRow =>
  boardRow({ id, node: 'reported', queue: 'accept', lead: null, version: 1 });
const ids = (steps: readonly { id: string }[]): string[] => steps.map(({ id }) => id);
const step = (id: string) =>
  must(
    standardProcedure.transitions.find((one) => one.id === id),
    id,
  );

describe('the steps of a batch', () => {
  it('are those that every row allows', () => {
    const filed = boardRow({ id: 'f', node: 'filed', queue: 'dispatch', lead: null });
    expect(ids(commonSteps([reported('a'), reported('b')], procedures, duty))).toContain('accept');
    const mixed = ids(commonSteps([reported('a'), filed], procedures, duty));
    expect(mixed).toContain('void');
    expect(mixed).not.toContain('accept');
    expect(mixed).not.toContain('dispatch');
    expect(commonSteps([], procedures, duty)).toEqual([]);
  });

  it('are those of the own task for a handler', () => {
    const mine = boardRow({ id: '1', node: 'dispatched', unsigned: ['unit-a'] });
    expect(ids(stepsOf(mine, standardProcedure, handler))).toContain('sign');
    expect(stepsOf({ ...mine, lead: 'unit-b' }, standardProcedure, handler)).toEqual([]);
    const signed = boardRow({ id: '2', node: 'signed' });
    expect(ids(commonSteps([mine, signed], procedures, handler))).not.toContain('sign');
  });

  it('heed what the row tells of suspension and requests', () => {
    const asks = boardRow({ id: '1', asks: ['extension'] });
    expect(ids(stepsOf(asks, standardProcedure, duty))).toContain('grant-extension');
    expect(ids(stepsOf(boardRow({ id: '2' }), standardProcedure, duty))).not.toContain('grant-extension');
    expect(ids(stepsOf(boardRow({ id: '3', suspended: true }), standardProcedure, duty))).not.toContain(
      'return',
    );
  });
});

type Answer = CommandAnswer | Refusal;
function open(rows: IncidentRow[], answer: (body: CommandBody) => Promise<Answer>) {
  const board = shallowRef(new Map(rows.map((row) => [row.id, row])));
  const sent: CommandBody[] = [];
  const scope = effectScope();
  const batch = must(
    scope.run(() =>
      openBatch({
        actor: duty,
        procedures,
        rowOf: (id) => board.value.get(id),
        send: (body) => {
          sent.push(body);
          return answer(body);
        },
        now: { value: t0 },
      }),
    ),
    'batch',
  );
  batch.marks.value = new Set(rows.map(({ id }) => id));
  return { batch, sent, board };
}
const done = (body: CommandBody): Answer => ({
  kind: 'done',
  subject: 'incident' in body ? String(body.incident) : '',
  version: 2,
  seq: 1,
});

describe('a batch', () => {
  it('sends each with the version that was seen, and lists every refusal with its incident', async () => {
    const rows = ['a', 'b', 'c'].map(reported);
    const { batch, sent } = open(rows, async (body) =>
      'incident' in body && body.incident === 'b'
        ? refuse('not-now', 'not-possible-here', { step: 'accept', node: 'filed' })
        : done(body),
    );
    await batch.takeAll(step('accept'), emptyDraft([]));
    expect(sent).toMatchObject(
      rows.map(({ id }) => ({ kind: 'take', incident: id, version: 1, transition: 'accept', form: {} })),
    );
    expect(batch.batchRun.value).toMatchObject({ total: 3, done: 2, left: 0, state: 'over' });
    expect(batch.batchRun.value?.refused).toMatchObject([{ id: 'b', refusal: { code: 'not-now' } }]);
    expect([...batch.marks.value]).toEqual(['b']);
  });

  it('asks for a form once and sends it with all; without it nothing is sent', async () => {
    const rows = ['a', 'b'].map(reported);
    const { batch, sent } = open(rows, (body) => Promise.resolve(done(body)));
    const { form } = step('void');
    await batch.takeAll(step('void'), emptyDraft(form));
    expect(sent).toEqual([]);
    await batch.takeAll(step('void'), withReason(emptyDraft(form), form, '误报'));
    expect(sent).toMatchObject([{ form: { reason: '误报' } }, { form: { reason: '误报' } }]);
  });

  it('stops when it is told to, and says how many were not sent', async () => {
    const waiting: (() => void)[] = [];
    const rows = Array.from({ length: 20 }, (_, i) => reported(`i${i}`));
    const { batch, sent } = open(rows, (body) => new Promise((end) => waiting.push(() => end(done(body)))));
    const run = batch.takeAll(step('accept'), emptyDraft([]));
    expect(sent.length).toBeLessThan(20);
    batch.stopBatch();
    for (const end of waiting) end();
    await run;
    expect(batch.batchRun.value).toMatchObject({ state: 'over', done: sent.length, left: 20 - sent.length });
  });

  it('stops by itself when the line breaks', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => reported(`i${i}`));
    const { batch, sent } = open(rows, () => Promise.resolve(refuse('busy', 'unreachable', unreachable)));
    await batch.takeAll(step('accept'), emptyDraft([]));
    expect(sent.length).toBeLessThan(6);
    expect(batch.batchRun.value?.left).toBe(20 - sent.length);
  });

  it('forgets marks of rows that have left the screen', async () => {
    const { batch, board } = open(['a', 'b'].map(reported), (body) => Promise.resolve(done(body)));
    await nextTick();
    board.value = new Map([['a', reported('a')]]);
    await nextTick();
    expect([...batch.marks.value]).toEqual(['a']);
  });
});
