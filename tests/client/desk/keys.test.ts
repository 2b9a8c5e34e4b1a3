import { describe, expect, it } from 'vitest';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { deskKeys, keyTransitions, readKey } from '../../../client/apps/desk/keys.ts';

const press = (key: string, over: Partial<{ ctrlKey: boolean; shiftKey: boolean }> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...over,
});
const from = (node: string, role: 'duty' | 'handler' | 'leader') =>
  standardProcedure.transitions.filter((t) => t.from.includes(node) && t.by.includes(role));

describe('keys of the buttons', () => {
  it('gives every transition of every node a key of its own, none of them one of the desk', () => {
    let seen = 0;
    for (const node of standardProcedure.nodes)
      for (const role of ['duty', 'leader'] as const) {
        const keyed = keyTransitions(from(node.id, role));
        const keys = keyed.map((one) => one.key);
        expect(new Set(keys).size, node.id).toBe(keys.length);
        expect(keys).not.toContain(null);
        for (const own of Object.values(deskKeys)) expect(keys).not.toContain(own);
        seen += keys.length;
      }
    expect(seen).toBeGreaterThan(30);
  });

  it('puts the main step first and dangers last', () => {
    const keyed = keyTransitions(from('filed', 'duty'));
    expect(keyed[0]?.transition.id).toBe('dispatch');
    expect(keyed.at(-1)?.transition.weight).toBe('danger');
  });
});

describe('reading a key', () => {
  const keyed = keyTransitions(from('filed', 'duty'));

  it('takes letters in either case', () => {
    expect(readKey(press('d'), keyed)).toEqual({ transition: keyed[0]?.transition });
    // Caps lock: a large letter without the shift key.
    expect(readKey(press('D'), keyed)).toEqual({ transition: keyed[0]?.transition });
    expect(readKey(press('j'), keyed)).toEqual({ act: 'next' });
    expect(readKey(press('?'), keyed)).toEqual({ act: 'help' });
    expect(readKey(press('Escape'), keyed)).toEqual({ act: 'leave' });
  });

  it('tells a letter from the same with the shift key', () => {
    expect(readKey(press('J', { shiftKey: true }), keyed)).toEqual({ act: 'markNext' });
    expect(readKey(press('A', { shiftKey: true }), keyed)).toEqual({ act: 'markGroup' });
    expect(readKey(press('D', { shiftKey: true }), keyed)).toBeNull();
    expect(readKey(press('?', { shiftKey: true }), keyed)).toEqual({ act: 'help' });
  });

  it('leaves the browser its own', () => {
    expect(readKey(press('d', { ctrlKey: true }), keyed)).toBeNull();
    expect(readKey(press('Q'), keyed)).toBeNull();
  });
});
