import { describe, expect, it } from 'vitest';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { wayBack } from '../../../client/apps/desk/act/way-back.ts';

const path = ['reported', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'fed-back', 'checked'];
const allowed = (node: string) =>
  standardProcedure.transitions.filter((step) => step.from.includes(node) && step.by.includes('duty'));
const back = (from: string, to: string): string | null =>
  wayBack({ from, to, reached: path.slice(0, path.indexOf(from) + 1) }, allowed(to), standardProcedure)?.id ??
  null;

describe('the way back from an act', () => {
  it('is the step that leads to the node it came from, else to one it had been in', () => {
    expect(back('filed', 'dispatched')).toBe('return');
    expect(back('checked', 'closed')).toBe('reopen');
    expect(back('fed-back', 'checked')).toBe('rework');
  });

  it('is none where the procedure has none', () => {
    expect(back('reported', 'accepted')).toBeNull();
    expect(back('accepted', 'filed')).toBeNull();
    expect(back('filed', 'void')).toBeNull();
  });

  it('is none after an act that led nowhere, and never a step that cannot be taken back itself', () => {
    expect(back('handling', 'handling')).toBeNull();
    const forced = allowed('dispatched').filter(({ weight }) => weight === 'danger');
    expect(wayBack({ from: 'filed', to: 'dispatched', reached: path }, forced, standardProcedure)).toBeNull();
  });
});
