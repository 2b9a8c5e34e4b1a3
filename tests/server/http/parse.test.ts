import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { commandBody, incidentQuery } from '#shared/wire/http.ts';
import { locateQuery } from '#shared/wire/responsibility.ts';
import { parse } from '../../../server/http/parse.ts';

const faultOf = (schema: z.ZodType, value: unknown): string => {
  const read = parse(schema, value, 'body');
  return read.ok ? 'ok' : `${read.refusal.field}: ${read.refusal.reason}`;
};
const report = {
  kind: 'report',
  source: 'patrol',
  item: 'manhole',
  title: '井盖缺失',
  place: { lng: 120, lat: 31 },
};

describe('what comes over the wire is parsed once, and a refusal names the field', () => {
  it('takes what is well formed', () => {
    expect(faultOf(commandBody, report)).toBe('ok');
    expect(faultOf(incidentQuery, { state: 'open', limit: '20' })).toBe('ok');
  });

  it.each([
    [{ ...report, title: '' }, /^title:/],
    [{ ...report, place: { lng: 1e9, lat: 31 } }, /^place\.lng:/],
    [{ ...report, place: { lng: Number.NaN, lat: 31 } }, /^place\.lng:/],
    [{ ...report, surprise: 1 }, /^surprise:/],
    [{ kind: 'take', incident: 'x', version: 0, transition: 'accept' }, /^version:/],
    [{ kind: 'take', incident: 'x', version: 1, transition: 'dispatch', form: { lead: {} } }, /^form\.lead/],
    [{ kind: 'issue-warning', colour: 'pink' }, /^colour:/],
    [{ kind: 'no such thing' }, /^kind:|^body:/],
    [{ ...report, title: 'a\0b' }, /^title:/],
    [{ ...report, title: '\ud800' }, /^title:/],
    [null, /^body:/],
    [[], /^body:/],
    ['text', /^body:/],
  ])('%j → %s', (value, expected) => {
    expect(faultOf(commandBody, value)).toMatch(expected);
  });

  it('refuses a point that is none', () => {
    expect(faultOf(locateQuery, { lng: '1e9', lat: '31' })).toMatch(/^lng:/);
    expect(faultOf(locateQuery, { lng: 'NaN', lat: '31' })).toMatch(/^lng:/);
    expect(faultOf(locateQuery, { lng: ['1', '2'], lat: '31' })).toMatch(/^lng:/);
  });

  it('never repeats more than a little of what it was sent', () => {
    const read = parse(commandBody, { ...report, ['x'.repeat(100_000)]: 1 }, 'body');
    expect(JSON.stringify(read).length).toBeLessThan(1_000);
  });
});
