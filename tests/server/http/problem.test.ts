import { describe, expect, it } from 'vitest';
import { refusalCodes, refuse } from '#shared/kernel/refusal.ts';
import { problem } from '#shared/wire/http.ts';
import { problemOf, statusOf } from '../../../server/http/problem.ts';

describe('problem documents', () => {
  it.each(refusalCodes)('%s has one status and is a problem document of the wire', (code) => {
    const made = problemOf(refuse(code, 'because', 'form.lead'));
    expect(problem.parse(made)).toEqual(made);
    expect(made.status).toBe(statusOf[code]);
    expect(made.status).toBeGreaterThanOrEqual(400);
    expect(made.title).not.toBe('');
    expect(made.detail).toBe('because');
    expect(made.field).toBe('form.lead');
  });

  it('tells the loser who won', () => {
    const winner = { by: '值班席 02', act: 'dispatch', at: 1_795_000_000_000 };
    const made = problemOf({ kind: 'refusal', code: 'conflict', reason: 'somebody was first', winner });
    expect(problem.parse(made).winner).toEqual(winner);
    expect(made.status).toBe(409);
  });
});
