import { expect, it } from 'vitest';
import { readInstant } from '#shared/history/instant.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);

it.each([
  ['2026-11-29 08:15', utc('2026-11-29T08:15:00')],
  ['2026-11-29 08:15:30.123', utc('2026-11-29T08:15:30')],
  ['2026/1/9 8:05', utc('2026-01-09T08:05:00')],
  ['2026年11月29日 8时15分', utc('2026-11-29T08:15:00')],
  ['２０２６－１１－２９　０８：１５', utc('2026-11-29T08:15:00')],
  ['20261129081530', utc('2026-11-29T08:15:30')],
  ['2026-11-29', utc('2026-11-29T00:00:00')],
  ['11/29/2026 12:05:00 AM', utc('2026-11-29T00:05:00')],
  ['03/04/2026 01:05:00 PM', utc('2026-03-04T13:05:00')],
  ['29/11/2026 13:05', utc('2026-11-29T13:05:00')],
  ['5/5/2026 13:05', utc('2026-05-05T13:05:00')],
])('%s is a clock on the wall', (text, local) => {
  expect(readInstant(text)).toEqual({ local });
});

it.each([
  ['2026-11-29T08:15:00Z', utc('2026-11-29T08:15:00')],
  ['2026-11-29T08:15:00+08:00', utc('2026-11-29T00:15:00')],
  ['2026-11-29T08:15:00.000-0530', utc('2026-11-29T13:45:00')],
])('%s is an instant', (text, instant) => {
  expect(readInstant(text)).toEqual({ instant });
});

it.each([
  '',
  'soon',
  '2026-13-01',
  '2026-02-30 08:00',
  '2026-11-29 25:00',
  '13/13/2026',
  '1:00',
  '11/29/2026 13:00 PM',
])('%s is none', (text) => {
  expect(readInstant(text)).toEqual({ fault: 'none' });
});

it('a day and a month that nobody can tell apart are asked about', () => {
  expect(readInstant('03/04/2026 13:05')).toEqual({ fault: 'day-month' });
});
