import { describe, expect, it } from 'vitest';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { askedDrill, drillSheet, type DrillSheet, type DrillUnits } from '#shared/wire/drill.ts';
import { openDrillCounty } from '../../../server/drill/drill-county.ts';
import { openDrills } from '../../../server/drill/drills.ts';
import { pretendSteps } from '../../../server/drill/pretend-units.ts';
import { nothingMeasured } from '../../../server/projections/nothing-measured.ts';
import { openLog } from '../../../server/log.ts';
import { person, testPack, testReport } from '../../support/county.ts';

const pack = testPack();
const duty = person('duty', { id: 'duty1' });
const begun = Date.parse('2026-11-10T10:00:00+08:00');
const rate: DrillUnits = { signMs: 2 * minuteMs, workMs: 6 * minuteMs, skill: 100 };
const good = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer;
};

/** One matter, dispatched by an officer after two minutes; the sheet of the drill half an hour later. */
async function sheetWith(units: DrillUnits | null): Promise<DrillSheet> {
  const past = openDrillCounty(pack);
  past.act(duty, testReport(), begun);
  const hand = { now: begun + 5 * hourMs };
  const drills = openDrills({
    clock: () => hand.now,
    log: openLog('silent'),
    reportedIn: async () => [...past.entries],
    measuredAt: async () => ({ lane: nothingMeasured, cells: new Map([['safety', '21']]) }),
    cellsUnder: (_pack, _lane, _now, before) => before,
    store: { keep: async () => undefined, list: async () => [], find: async () => null },
  });
  const asked = askedDrill.parse({ kind: 'past', name: '演练', from: begun, spanMs: hourMs, units });
  const { id } = good(await drills.open(pack, duty, asked));
  const incident = must(good(await drills.sheet(pack, duty, id)).matters[0], 'a matter').id;
  for (const [transition, form] of [['accept'], ['file'], ['dispatch', { lead: 'water' }]] as const) {
    hand.now += minuteMs;
    const { version } = good(drills.incident(duty, id, incident)).incident;
    good(drills.act(duty, id, transition, { kind: 'take', incident, version, transition, form: form ?? {} }));
  }
  hand.now += hourMs / 2;
  const sheet = drillSheet.parse(good(await drills.sheet(pack, duty, id)));
  await drills.stop();
  return sheet;
}

describe('units that answer by themselves in a drill', () => {
  it('sign, work and feed back after about as long as was said; the score is that of the people alone', async () => {
    const [alone, answered] = [await sheetWith(null), await sheetWith(rate)];
    const [without, one] = [must(alone.matters[0], 'a matter'), must(answered.matters[0], 'a matter')];
    expect(without.answer).toBeNull();
    const { signedAt, doneAt, byItself } = must(one.answer, 'an answer');
    const dispatchedAt = must(one.dispatchedAt, 'a dispatch');
    expect(byItself).toBe(true);
    expect(signedAt - dispatchedAt).toBeGreaterThan(rate.signMs / 4);
    expect(signedAt - dispatchedAt).toBeLessThan(rate.signMs * 4);
    expect(must(doneAt, 'a feedback') - signedAt).toBeGreaterThan(rate.workMs / 4);
    expect(must(doneAt, 'a feedback') - signedAt).toBeLessThan(rate.workMs * 4);
    expect([one.takenBy, one.dispatchedBy]).toEqual([duty.name, duty.name]);
    expect(answered.head).toMatchObject({ score: alone.head.score, units: rate });
    expect(one.score).toEqual(without.score);
    // What is dispatched last is still answered.
    expect(answered.head.endsAt - alone.head.endsAt).toBe(2 * rate.signMs + rate.workMs);
  });

  it('that are not skilled are late, or send the first task back; the same drill again does the same', () => {
    const procedure = must(pack.procedures.get('standard'), 'the procedure');
    const county = openDrillCounty(pack);
    const dispatched = Array.from({ length: 60 }, (): Incident => {
      const { subject } = good(county.act(duty, testReport(), begun)) as { subject: string };
      const take = (transition: string, form = {}): void => {
        const { version } = must(county.county.incidents.get(subject), subject);
        good(county.act(duty, { kind: 'take', incident: subject, version, transition, form }, begun));
      };
      take('accept');
      take('file');
      take('dispatch', { lead: 'water' });
      return must(county.county.incidents.get(subject), subject);
    });
    const steps = (skill: number, seed = 'a') =>
      dispatched.map((one) => {
        const [step] = pretendSteps(one, procedure, { pack, rate: { ...rate, skill }, seed });
        const { at, command } = must(step, 'a step');
        return { after: at - begun, takes: command.kind === 'take' ? command.transition : '' };
      });
    expect(new Set(steps(100).map(({ takes }) => takes))).toEqual(new Set(['sign']));
    const unskilled = steps(0);
    const late = unskilled.filter(({ takes }) => takes === 'sign');
    expect(late.length).toBeGreaterThan(15);
    expect(late.length).toBeLessThan(45);
    expect(unskilled.filter(({ takes }) => takes === 'return')).toHaveLength(60 - late.length);
    const middle = late.map(({ after }) => after).toSorted((a, b) => a - b)[late.length >> 1] ?? 0;
    expect(middle / rate.signMs).toBeGreaterThan(2);
    expect(steps(0)).toEqual(unskilled);
    expect(steps(50, 'b')).not.toEqual(steps(50));
  });
});
