import { describe, expect, it } from 'vitest';
import {
  extendMarks,
  mostMarks,
  standing,
  toggleGroup,
  toggleMark,
} from '../../../client/apps/desk/queue/marks.ts';

const many = (n: number, prefix = 'i'): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

describe('marks of a batch', () => {
  it('are set and taken away one by one, and keep their order', () => {
    const marks = toggleMark(toggleMark(new Set(), 'b'), 'a');
    expect([...marks]).toEqual(['b', 'a']);
    expect([...toggleMark(marks, 'b')]).toEqual(['a']);
  });

  it('go on from one row to the next, both marked', () => {
    expect([...extendMarks(new Set(), 'a', 'b')]).toEqual(['a', 'b']);
    expect([...extendMarks(new Set(['a', 'b']), 'b', 'c')]).toEqual(['a', 'b', 'c']);
    expect([...extendMarks(new Set(), null, 'c')]).toEqual(['c']);
  });

  it('take a whole group, and let it go when all of it is marked', () => {
    const group = toggleGroup(new Set(['x', 'a']), ['a', 'b']);
    expect([...group]).toEqual(['x', 'a', 'b']);
    expect([...toggleGroup(group, ['a', 'b'])]).toEqual(['x']);
  });

  it('are never more than a batch holds', () => {
    const full = toggleGroup(new Set(), many(mostMarks + 50));
    expect(full.size).toBe(mostMarks);
    expect(toggleMark(full, 'one more').size).toBe(mostMarks);
    expect(extendMarks(full, null, 'one more').size).toBe(mostMarks);
  });

  it('fall from what has left the screen, and stay the same object when nothing has', () => {
    const marks = new Set(['a', 'b']);
    expect(standing(marks, () => true)).toBe(marks);
    expect([...standing(marks, (id) => id === 'b')]).toEqual(['b']);
  });
});
