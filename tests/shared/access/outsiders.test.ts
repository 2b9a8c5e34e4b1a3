import { expect, test } from 'vitest';
import { namelessOf, namesInRecord, ofHouse } from '#shared/access/outsiders.ts';
import { actor } from '#shared/access/person.ts';
import { clockActor } from '#shared/incident/due.ts';
import { en } from '../../../client/locales/en.ts';
import { zh } from '../../../client/locales/zh.ts';

test('who acts by itself is one that the record takes, and is known by its id', () => {
  for (const id of ['clock', 'watchman', 'warning-keeper', 'system'] as const) {
    expect(actor.parse(ofHouse(id))).toEqual(ofHouse(id));
    expect(namelessOf(ofHouse(id))).toBe(id);
    // A row of a view has the name alone.
    expect(namelessOf({ name: namesInRecord[id] })).toBe(id);
  }
  expect(namelessOf(clockActor)).toBe('clock');
});

test.each([
  [
    'an actor of a record from before, whose id is another',
    { id: 'rules', name: '规则', role: 'system' },
    'system',
  ],
  ['a citizen', { id: 'citizen:1', name: '市民', role: 'citizen' }, 'citizen'],
  ['a citizen of a record from before', { id: 'citizen:1', name: 'x', role: 'citizen' }, 'citizen'],
  ['a firm', { id: 'citizen:2', name: '企业', role: 'citizen' }, 'enterprise'],
  ['a person', { id: 'duty1', name: '值班席 01', role: 'duty' }, null],
  ['a person who is called like the clock', { id: 'clock', name: '时钟', role: 'duty' }, null],
  ['another system', { id: 'source:box', name: '系统', role: 'source' }, null],
  ['a person in a row', { name: '演示·王' }, null],
])('%s', (_, by, id) => expect(namelessOf(by)).toBe(id));

test('each has a name in every language', () => {
  for (const words of [zh, en])
    expect(Object.keys(words.words.actor).toSorted()).toEqual(Object.keys(namesInRecord).toSorted());
});
