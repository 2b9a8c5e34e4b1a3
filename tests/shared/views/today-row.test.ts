import { describe, expect, it } from 'vitest';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { todayRow } from '#shared/views/today-row.ts';
import { calendar, monday9, worldAt } from '../../support/incident-world.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const midnight = monday9 - 9 * hourMs;
const now = midnight + 12 * hourMs;

/** An incident with the instants that matter moved to where a test wants them. */
function incident(at: {
  reportedAt: number;
  dueAt: number;
  closedAt?: number;
  ended?: Incident['ended'];
}): Incident {
  const base = must(worldAt('filed').state, 'state');
  const { closedAt, ended } = at;
  return {
    ...base,
    reportedAt: at.reportedAt,
    reached: { reported: at.reportedAt },
    clocks: { whole: { ...must(base.clocks.whole, 'whole'), dueAt: at.dueAt } },
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(ended === undefined ? {} : { ended }),
  };
}

describe('figures of today', () => {
  it('F1 due to close: on the day of deadline or closing, whichever is earlier, up to now', () => {
    const yesterday = midnight - hourMs;
    const tomorrow = midnight + dayMs + hourMs;
    const due = [
      incident({ reportedAt: yesterday, dueAt: now - hourMs, closedAt: now }), // late
      incident({ reportedAt: yesterday, dueAt: now - hourMs }), // late, and open
      incident({ reportedAt: yesterday, dueAt: now, closedAt: now }), // on time, to the millisecond
      incident({ reportedAt: yesterday, dueAt: tomorrow, closedAt: now }), // closed early, today
    ];
    const notDue = [
      incident({ reportedAt: yesterday, dueAt: now + hourMs }), // has time yet, today
      incident({ reportedAt: midnight - 3 * dayMs, dueAt: now, closedAt: yesterday }), // was due when it was closed
      incident({ reportedAt: yesterday, dueAt: tomorrow }),
      incident({ reportedAt: yesterday, dueAt: yesterday, closedAt: now }), // was due yesterday
      incident({ reportedAt: yesterday, dueAt: tomorrow, closedAt: yesterday }),
      incident({ reportedAt: yesterday, dueAt: now, ended: 'void' }),
    ];
    const carried = [incident({ reportedAt: midnight - 3 * dayMs, dueAt: yesterday })];
    const row = todayRow([...due, ...notDue, ...carried], procedures, calendar, now);
    expect(row).toMatchObject({ dueToClose: 4, closedOnTime: 2, missed: 2, carried: 1 });
    expect(row).toMatchObject({ closed: 4, from: midnight });
    expect(row.families).toEqual({ incident: { reported: 0, closed: 4, open: 4, overdue: 0 } });
  });

  it('F2 reports by hour and by five minutes, and up to the same time yesterday', () => {
    const dueAt = now + 9 * dayMs;
    const reports = [
      midnight,
      midnight + hourMs - 1,
      now - 1,
      now - dayMs,
      now - dayMs + 1,
      midnight - dayMs,
    ];
    const row = todayRow(
      reports.map((reportedAt) => incident({ reportedAt, dueAt })),
      procedures,
      calendar,
      now,
    );
    expect(row).toMatchObject({ reported: 3, reportedYesterday: 2, open: 6 });
    expect(row.hours.map((count, hour) => [hour, count]).filter(([, count]) => count)).toEqual([
      [0, 2],
      [11, 1],
    ]);
    expect(row.fives.reduce((sum, count) => sum + count)).toBe(3);
    expect([row.fives[0], row.fives[11], row.fives[143]]).toEqual([1, 1, 1]);
  });

  it('F3 steps count on the day they were first reached; the response is a median', () => {
    const signed = must(worldAt('signed').state, 'state');
    const row = todayRow(
      [signed, { ...signed, id: 'b', reportedAt: signed.reportedAt - 60_000 }],
      procedures,
      calendar,
      now,
    );
    expect(row).toMatchObject({ accepted: 2, filed: 2, dispatched: 2 });
    const first = must(signed.reached['signed'], 'signed') - signed.reportedAt;
    expect(row.medianResponseMs).toBe(first + 30_000);
    expect(todayRow([], procedures, calendar, now).medianResponseMs).toBeNull();
    expect(todayRow([signed], procedures, calendar, now + dayMs)).toMatchObject({
      accepted: 0,
      reportedYesterday: 1,
    });
  });
});
