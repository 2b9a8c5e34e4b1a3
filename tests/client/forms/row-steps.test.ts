import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { stepsOf } from '../../../client/forms/row-steps.ts';
import { boardRow } from '../desk/rows.ts';

const agency = must(builtInProcedures.get('agency'), 'agency');
const ids = (row: Parameters<typeof stepsOf>[0], post: 'agent' | 'grid-head') =>
  stepsOf(row, agency, { id: 'f', name: '代办员', role: 'field', unit: 'town', post }).map(({ id }) => id);

describe('the steps a row allows', () => {
  it('are those of the post where a step asks for one', () => {
    const row = boardRow({ id: '1', procedure: 'agency', node: 'requested' });
    expect(ids(row, 'agent')).toEqual(['accept', 'decline']);
    expect(ids(row, 'grid-head')).toEqual([]);
  });
});
