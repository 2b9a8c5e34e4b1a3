import { expect, it } from 'vitest';
import { callsOf, isNews } from '../../../client/apps/field/calls.ts';
import type { FieldTask } from '../../../client/apps/field/tasks.ts';
import { boardRow } from '../desk/rows.ts';

const task = (id: string, unanswered: string[] = []): FieldTask => ({
  row: boardRow({ id, unanswered }),
  steps: [],
  distanceM: null,
});
const calls = (...tasks: FieldTask[]) => callsOf(tasks, 'town');

it('a new task and a new order are news; what goes, what stays and what others owe are none', () => {
  const [a, b] = [task('a'), task('b')];
  const cases: [string, Set<string> | null, Set<string>, boolean][] = [
    ['the first look', null, calls(a, b), false],
    ['a new task', calls(a), calls(a, b), true],
    ['one for another', calls(a), calls(b), true],
    ['an order to a task that was there', calls(a), calls(task('a', ['town'])), true],
    ['the order was answered', calls(task('a', ['town'])), calls(a), false],
    ['another unit owes the reply', calls(a), calls(task('a', ['water'])), false],
    ['a task is done', calls(a, b), calls(a), false],
    ['the first of an empty list', calls(), calls(a), true],
  ];
  for (const [what, before, after, expected] of cases) expect(isNews(before, after), what).toBe(expected);
  expect([...callsOf([task('a', ['town'])], undefined)], 'who has no unit owes no reply').toEqual(['a']);
});
