import { expect, it } from 'vitest';
import type { Task } from '#shared/incident/incident.ts';
import { messageRows, taskRows } from '../../../client/apps/wall/panels/order-rows.ts';
import type { Thread } from '../../../client/telling/threads.ts';

const words = {
  who: 'centre',
  text: (role: Task['role']): string => `sent ${role}`,
  unit: (id: string): string => id.toUpperCase(),
};
const task = (more: Partial<Task>): Task => ({
  ...{ id: 't', unit: 'a', role: 'lead', state: 'issued', issuedAt: 100 },
  ...more,
});

it('a task is an order that its signature answers; one that was withdrawn is none', () => {
  const tasks = [
    task({ id: '1' }),
    task({ id: '2', unit: 'b', role: 'co', state: 'signed', signedAt: 160 }),
    task({ id: '3', state: 'withdrawn' }),
    task({ id: '4', state: 'done', issuedAt: 0, signedAt: 5, doneAt: 90 }),
  ];
  expect(
    taskRows({ tasks }, words, 400).map(({ to, text, waitingMs, answeredMs }) => [
      to[0],
      text,
      waitingMs,
      answeredMs,
    ]),
  ).toEqual([
    ['A', 'sent lead', 300, null],
    ['B', 'sent co', null, 60],
    ['A', 'sent lead', null, 5],
  ]);
});

it('an order in words waits until the last unit has replied, a remark never does', () => {
  const thread = (order: boolean, replied: readonly (number | null)[]): Thread => ({
    ...{ id: 'm', at: 100, who: 'seat', mine: false, text: 'go', to: ['A', 'B'], order, replies: [] },
    receipts: replied.map((repliedAt) => ({ unit: 'A', readers: [], repliedAt })),
  });
  const state = (one: Thread) => messageRows([one], 400).map((row) => [row.waitingMs, row.answeredMs])[0];
  expect(state(thread(true, [150, null]))).toEqual([300, null]);
  expect(state(thread(true, [150, 190]))).toEqual([null, 90]);
  expect(state(thread(false, [null, null]))).toEqual([null, null]);
});
