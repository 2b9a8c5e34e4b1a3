import { describe, expect, it } from 'vitest';
import { refusalCodes, refuse } from '#shared/kernel/refusal.ts';
import { problem } from '#shared/wire/http.ts';
import { catchFaults, problemOf, statusOf } from '../../../server/http/problem.ts';

describe('problem documents', () => {
  it.each(refusalCodes)('%s has one status and is a problem document of the wire', (code) => {
    const made = problemOf(refuse(code, 'field-needed', { field: 'lead' }, 'form.lead'));
    expect(problem.parse(made)).toEqual(made);
    expect(made.status).toBe(statusOf[code]);
    expect(made.status).toBeGreaterThanOrEqual(400);
    expect(made.title).not.toBe('');
    expect(made.detail).toBe('lead is needed');
    expect(made).toMatchObject({ reasonId: 'field-needed', values: { field: 'lead' } });
    expect(made.field).toBe('form.lead');
  });

  it('tells the loser who won', () => {
    const winner = { by: '值班席 02', act: 'dispatch', at: 1_795_000_000_000 };
    const made = problemOf({ kind: 'refusal', code: 'conflict', reason: 'somebody was first', winner });
    expect(problem.parse(made).winner).toEqual(winner);
    expect(made.status).toBe(409);
  });
});

describe('a fault of the house', () => {
  const pgFault = (code: string): Error => Object.assign(new Error('no'), { code, severity: 'FATAL' });
  const answerTo = (error: Error) => {
    const told = { status: 0, headers: {} as Record<string, string>, body: '', lines: 0 };
    const res = {
      headersSent: false,
      locals: {},
      set: (name: string, value: string) => void (told.headers[name] = value),
      hasHeader: (name: string) => name in told.headers,
      status(code: number) {
        told.status = code;
        return res;
      },
      type: () => res,
      send: (body: string) => void (told.body = body),
    };
    const log = { warn: () => (told.lines += 1), error: () => (told.lines += 1) };
    const handle = catchFaults(log as never) as (...args: unknown[]) => void;
    handle(error, { method: 'GET', path: '/' }, res, () => undefined);
    return told;
  };

  it.each([
    [
      'the database refuses a line',
      Object.assign(new Error('connect'), { syscall: 'connect', code: 'ECONNREFUSED' }),
    ],
    [
      'none of its addresses answers',
      new AggregateError([
        Object.assign(new Error('connect'), { syscall: 'connect', code: 'ECONNREFUSED' }),
        Object.assign(new Error('connect'), { syscall: 'connect', code: 'ETIMEDOUT' }),
      ]),
    ],
    ['no line came in time', new Error('timeout expired')],
    ['it is a standby', pgFault('25006')],
    ['two writers stood in each other’s way', pgFault('40P01')],
    ['the line broke', new Error('Connection terminated unexpectedly')],
    ['it is shutting down', pgFault('57P01')],
    ['it still starts', pgFault('57P03')],
    ['its disk is full', pgFault('53100')],
    ['somebody holds a lock', pgFault('55P03')],
    ['it took too long', pgFault('57014')],
  ])('503 with Retry-After while %s', (_, error) => {
    const told = answerTo(error);
    expect([told.status, told.headers['Retry-After']]).toEqual([503, '5']);
    expect(problem.parse(JSON.parse(told.body)).code).toBe('busy');
  });

  it.each([new TypeError('x is not a function'), pgFault('42601')])('500 for what is ours: %s', (error) => {
    expect(answerTo(error)).toMatchObject({ status: 500, lines: 1 });
  });
});
