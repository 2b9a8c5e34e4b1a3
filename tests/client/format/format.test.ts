import { describe, expect, it } from 'vitest';
import { hoursOf, runningTime, spanWords } from '../../../client/format/duration.ts';
import {
  formatDate,
  formatDayOfWeek,
  formatDayTime,
  formatHourMinute,
  formatStamp,
  formatTime,
  formatWindow,
} from '../../../client/format/instant.ts';
import {
  formatChange,
  formatCount,
  formatRate,
  formatShare,
  formatValue,
  signed,
} from '../../../client/format/number.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';

describe('running time', () => {
  it.each([
    [0, '00:00'],
    [18 * minuteMs + 42 * secondMs, '18:42'],
    [hourMs - 1, '59:59'],
    [hourMs + 12 * minuteMs + 5 * secondMs, '01:12:05'],
    [dayMs - 1, '23:59:59'],
    [dayMs + 4 * hourMs + 59 * minuteMs, '1 日 4 时'],
    [dayMs * 3 + minuteMs, '3 日'],
    [-(8 * minuteMs), '−08:00'],
    [-999, '00:00'],
  ])('%i ms reads %s', (ms, text) => expect(runningTime(ms)).toBe(text));
  it('keeps its hours when a column asks for them', () =>
    expect(runningTime(8 * minuteMs + 12 * secondMs, 'zh', true)).toBe('00:08:12'));
  it('reads in English', () => expect(runningTime(dayMs + 4 * hourMs, 'en')).toBe('1 d 4 h'));
});

describe('spans in words', () => {
  it.each([
    [2 * minuteMs + 14 * secondMs, '2 分 14 秒'],
    [5 * hourMs + 12 * minuteMs + 40 * secondMs, '5 时 12 分'],
    [dayMs + 4 * hourMs, '1 日 4 时'],
    [400, '0 秒'],
    [3_600_000, '1 时'],
    [59_700, '1 分'],
  ])('%i ms reads %s', (ms, text) => expect(spanWords(ms)).toBe(text));
  it('shows a dash where there is none', () =>
    expect([spanWords(null), hoursOf(undefined)]).toEqual(['—', '—']));
  it('gives averages in hours', () => expect(hoursOf(6.42 * hourMs)).toBe('6.4 时'));
});

describe('instants, in the time of the jurisdiction', () => {
  const at = Date.UTC(2026, 10, 22, 7, 42, 9);
  it('are local whatever the machine is set to', () => expect(formatTime(at)).toBe('15:42:09'));
  it('know midnight as 00', () => expect(formatTime(Date.UTC(2026, 10, 21, 16))).toBe('00:00:00'));
  it('have a date in both languages', () => {
    expect(formatDate(at)).toBe('2026年11月22日 星期日');
    expect(formatDate(at, 'en')).toBe('Sunday, 22 November 2026');
    expect(formatDayTime(at)).toBe('11-22 15:42');
    expect(formatDayTime(at, 'en')).toBe('22 Nov 15:42');
  });
  it('make windows that leave out what both ends share', () => {
    const local = (month: number, day: number): number => Date.UTC(2026, month - 1, day) - 8 * hourMs;
    expect(formatWindow(local(11, 1), local(11, 23))).toBe('2026年11月1日–22日');
    expect(formatWindow(local(10, 1), local(11, 2))).toBe('2026年10月1日–11月1日');
    expect(formatWindow(local(11, 22), local(11, 23))).toBe('2026年11月22日');
  });
});

describe('numbers', () => {
  it('groups thousands', () => expect(formatCount(1363)).toBe('1,363'));
  it('shows a dash for what is not known', () =>
    expect([formatCount(null), formatShare(null), formatValue(NaN, 1)]).toEqual(['—', '—', '—']));
  it('never shows a rate without what it rests on', () =>
    expect(formatRate({ numerator: 402, denominator: 417, value: 402 / 417 })).toEqual({
      share: '96.4%',
      of: '402 / 417',
    }));
  it('signs changes with a true minus', () => {
    expect(formatChange(486, 507)).toBe('−4.1%');
    expect(formatChange(510, 500)).toBe('+2.0%');
    expect(formatChange(5, 0)).toBe('—');
    expect(signed(-0.04, 1)).toBe('±0.0');
  });
});

describe('a value that is no instant and no span', () => {
  it('says so in its place and takes no page with it', () => {
    const faces = [formatTime, formatHourMinute, formatDate, formatDayTime, formatDayOfWeek, formatStamp];
    for (const at of [NaN, Infinity, 8.64e15 + 2, -1e300, 1e300])
      for (const face of [
        ...faces,
        (day: number) => formatWindow(day, day),
        (day: number) => formatWindow(0, day),
      ])
        expect(face(at), String(at)).toMatch(/无效|^--:--$/);
    for (const ms of [NaN, Infinity, -Infinity])
      expect([runningTime(ms), spanWords(ms), hoursOf(ms)], String(ms)).toEqual(['—', '—', '—']);
  });
  it('the last instant that there is can be shown', () => {
    expect(formatStamp(8.64e15)).toMatch(/^275760-/);
  });
});
