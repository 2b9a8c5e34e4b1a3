import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, house, person, testPack, testReport } from '../support/county.ts';
import { done, duty, handler, recordLane, type RecordLane } from '../support/orders.ts';

let lane: RecordLane;
beforeAll(async () => {
  lane = await recordLane();
});
afterAll(() => lane.end());

const other = person('duty', { id: 'duty-2', name: '值班席 02' });

describe('racing officers', () => {
  it('of 1,000 pairs that dispatch the same incident exactly one wins each time, and the loser hears who', async () => {
    const pairs = 1_000;
    const filed = await Promise.all(
      Array.from({ length: pairs }, async (_, index) => {
        const incident = await lane.report({ title: `争派 ${index}` });
        return { incident, version: await lane.file(incident) };
      }),
    );
    const race = async ({ incident, version }: { incident: string; version: number }) => {
      const answers = await Promise.all([
        lane.take(duty, incident, version, 'dispatch', { lead: 'city' }),
        lane.take(other, incident, version, 'dispatch', { lead: 'water' }),
      ]);
      return { incident, answers };
    };
    // Eight clients, each with a pair on its way, so that pairs share transactions with other pairs.
    const waiting = [...filed];
    const raced: Awaited<ReturnType<typeof race>>[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) raced.push(await race(next));
      }),
    );
    expect(raced).toHaveLength(pairs);
    for (const { incident, answers } of raced) {
      const lost = answers.filter(isRefusal);
      expect(lost).toHaveLength(1);
      const winner = isRefusal(answers[0]) ? other : duty;
      expect(lost[0]).toMatchObject({ code: 'conflict', winner: { by: winner.name, act: 'dispatch' } });
      const entries = await lane.ledger.readSubject('toy', incident);
      expect(
        entries.filter(({ fact }) => fact.kind === 'advanced' && fact.transition === 'dispatch'),
      ).toHaveLength(1);
    }
  });

  it('on two nodes have one winner as well, and the entries stay one chain', async () => {
    const node = await openExecute({
      database: lane.database,
      packs: stillPacks([testPack()]),
      log: lane.log,
      metrics: countingMetrics(),
      clock: () => lane.time.now,
    });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const incident = await lane.report();
        const version = await lane.file(incident);
        const command = {
          kind: 'take',
          incident,
          version,
          transition: 'dispatch',
          form: { lead: 'city' },
        } as const;
        const answers = await Promise.all([
          lane.execute({ jurisdiction: 'toy', by: duty, command }),
          node.execute({ jurisdiction: 'toy', by: other, command }),
        ]);
        return answers.filter(isRefusal).map(({ code }) => code);
      }),
    );
    await node.stop();
    expect(outcomes).toEqual(Array.from({ length: 60 }, () => ['conflict']));
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });

  it('do not lose to a note, a repeat or a lapse: only to an act', async () => {
    const incident = await lane.report({ origin: 'sensor:a:high' }, house);
    const version = await lane.file(incident);
    const by = person('duty', { id: 'd3' });
    done(
      await lane.execute({
        jurisdiction: 'toy',
        by,
        command: { kind: 'note', incident, text: '已联系', evidence: [] },
      }),
    );
    done(
      await lane.execute({
        jurisdiction: 'toy',
        by: house,
        command: { kind: 'repeat', incident, evidence: [] },
      }),
    );
    expect(done(await lane.take(duty, incident, version, 'dispatch', { lead: 'city' })).version).toBe(
      version + 3,
    );
  });
});

describe('numbers of incidents', () => {
  it('are never given twice and never take the place of another, wherever the clock is set', async () => {
    const own = await recordLane({ now: Date.parse('2026-11-29T23:50:00+08:00') });
    const { roll } = dice(18);
    const titles = new Map<string, string>();
    // Over midnight and back, by days to and fro: whichever day it is, its numbers go on where they ended.
    const steps = [
      0.02,
      -0.02,
      0.02,
      1,
      -2,
      1,
      0,
      30,
      -30,
      ...Array.from({ length: 24 }, () => roll() * 6 - 3),
    ];
    for (const [index, days] of steps.entries()) {
      own.time.now += Math.round(days * dayMs);
      const some = Array.from({ length: 1 + (index % 3) }, (_, at) => `第 ${index}-${at} 件`);
      const numbers = await Promise.all(some.map((title) => own.report({ title })));
      numbers.forEach((number, at) => {
        expect(titles.get(number), `${number} after step ${index}`).toBe(undefined);
        titles.set(number, must(some[at], 'title'));
      });
    }
    const { rows } = await own.database.pool.query<{ id: string; title: string }>(
      'SELECT id, title FROM incident',
    );
    expect(new Map(rows.map(({ id, title }) => [id, title]))).toEqual(titles);
    expect((await own.ledger.verify('toy')).bad).toBe(null);
    await own.end();
  });

  it('and versions are refused a second time by the ledger itself, with nothing of the change written', async () => {
    const incident = await lane.report();
    const { seq } = await lane.ledger.head('toy');
    const again = lane.database.pool.query(
      `INSERT INTO ledger (jurisdiction, seq, at, subject, version, body, hash)
       SELECT jurisdiction, seq + 1, at, subject, version, body, hash FROM ledger WHERE jurisdiction = 'toy' AND seq = $1`,
      [seq],
    );
    await expect(again).rejects.toMatchObject({
      code: '23505',
      constraint: expect.stringMatching(/^ledger_\d+_.*version/),
    });
    expect(await lane.ledger.readSubject('toy', incident)).toHaveLength(1);
  });
});

describe('idempotency', () => {
  const send = (key: string, by = duty) =>
    lane.execute({ jurisdiction: 'toy', by, key, command: testReport() });

  it('answers the same key of the same actor with the first answer, in flight, later and after a restart', async () => {
    const together = await Promise.all(Array.from({ length: 20 }, () => send('key-in-flight')));
    const later = await send('key-in-flight');
    const node = await openExecute({
      database: lane.database,
      packs: stillPacks([testPack()]),
      log: lane.log,
      metrics: countingMetrics(),
      clock: Date.now,
    });
    const elsewhere = await node.execute({
      jurisdiction: 'toy',
      by: duty,
      key: 'key-in-flight',
      command: testReport(),
    });
    await node.stop();
    expect(new Set([...together, later, elsewhere].map((answer) => done(answer).subject)).size).toBe(1);
    expect(elsewhere).toEqual(together[0]);
  });

  it('keeps actors apart', async () => {
    const [mine, theirs] = await Promise.all([send('shared-key'), send('shared-key', other)]);
    expect(done(mine).subject).not.toBe(done(theirs).subject);
  });

  it('repeats a refusal too', async () => {
    const incident = await lane.report();
    const first = await lane.take(duty, incident, 1, 'dispatch', { lead: 'city' }, 'key-refused');
    expect(first).toMatchObject({ code: 'not-now' });
    await lane.file(incident);
    expect(await lane.take(duty, incident, 3, 'dispatch', { lead: 'city' }, 'key-refused')).toEqual(first);
  });
});

describe('scope', () => {
  it('binds what a person may touch to grids and unit, and denies by default', async () => {
    const incident = await lane.report();
    const east = person('duty', { grids: ['e'] });
    const west = person('duty', { grids: ['w-1'] });
    const foreign = person('duty', { jurisdiction: 'elsewhere' });
    const note: IncidentCommand = { kind: 'note', incident, text: 'x', evidence: [] };
    const version = await lane.file(incident);
    const answer = async (by: typeof duty) => {
      const said = await lane.execute({ jurisdiction: 'toy', by, command: note });
      return isRefusal(said) ? said.code : said.kind;
    };
    // What one may not see is answered as what is not there.
    expect(await answer(east)).toBe('unknown');
    expect(await answer(west)).toBe('done');
    expect(await answer(foreign)).toBe('forbidden');
    expect(await answer(handler('city'))).toBe('unknown');
    expect(await answer(person('field'))).toBe('unknown');
    expect(await answer(person('wall'))).toBe('forbidden');
    done(await lane.take(west, incident, version, 'dispatch', { lead: 'city' }));
    expect(await answer(handler('city'))).toBe('done');
    expect(await answer(handler('water'))).toBe('unknown');
  });

  it('leaves lapses, repeats and origins to the house, and reports to sources', async () => {
    const incident = await lane.report();
    const code = async (by: typeof duty, command: Parameters<typeof lane.execute>[0]['command']) => {
      const said = await lane.execute({ jurisdiction: 'toy', by, command });
      return isRefusal(said) ? said.code : said.kind;
    };
    expect(await code(duty, { kind: 'lapse', incident, clock: 'filing' })).toBe('forbidden');
    expect(await code(duty, { kind: 'repeat', incident, evidence: [] })).toBe('forbidden');
    expect(await code(duty, testReport({ origin: 'sensor:x:y' }))).toBe('forbidden');
    const source = { id: 'hotline', name: '12345', role: 'source' } as const;
    expect(isRefusal(await lane.execute({ jurisdiction: 'toy', by: source, command: testReport() }))).toBe(
      false,
    );
    const take = { kind: 'take', incident, version: 1, transition: 'accept', form: {} } as const;
    expect(await lane.execute({ jurisdiction: 'toy', by: source, command: take })).toMatchObject({
      code: 'forbidden',
    });
  });

  it('does not let a warning reach beyond the grids of its signer', async () => {
    const issue = (grids: string[]) =>
      ({ kind: 'issue-warning', colour: 'blue', title: '大风', basis: '预报', measures: '', grids }) as const;
    const west = person('leader', { grids: ['w'] });
    const all = person('leader');
    const send = (by: typeof west, grids: string[]) =>
      lane.execute({ jurisdiction: 'toy', by, command: issue(grids) });
    expect(await send(west, ['e-1'])).toMatchObject({ code: 'forbidden' });
    expect(await send(west, [])).toMatchObject({ code: 'forbidden' });
    expect(await send(all, ['nowhere'])).toMatchObject({ code: 'unknown' });
    const made = done(await send(west, ['w-1']));
    const adjust = (version: number, colour: 'red' | 'orange') =>
      lane.execute({
        jurisdiction: 'toy',
        by: all,
        command: { kind: 'adjust-warning', warning: made.subject, version, colour, basis: '加强' },
      });
    done(await adjust(1, 'orange'));
    expect(await adjust(1, 'red')).toMatchObject({
      code: 'conflict',
      winner: { by: all.name, act: 'warning-adjusted' },
    });
    expect((await lane.records.living('toy', 0, 0)).warnings.map(({ id, colour }) => [id, colour])).toEqual([
      [made.subject, 'orange'],
    ]);
  });
});

describe('one condition, one open incident', () => {
  it('turns a report with the origin of an open one into a repeat, many at once as well', async () => {
    const origin = 'sensor:LJ-1:level-high';
    const ids = await Promise.all(Array.from({ length: 10 }, () => lane.report({ origin }, house)));
    const [id = ''] = ids;
    expect(new Set(ids).size).toBe(1);
    expect((await lane.records.incident('toy', id))?.occurrences).toBe(10);
    done(await lane.take(duty, id, 1, 'void', { reason: '误报' }));
    expect(await lane.report({ origin }, house)).not.toBe(id);
  });

  it('does not reopen one whose condition has another open incident', async () => {
    const origin = 'sensor:LJ-2:level-high';
    const first = await lane.report({ origin }, house);
    const version = await lane.file(first);
    done(await lane.take(duty, first, version, 'force-close', { reason: '已恢复' }));
    const second = await lane.report({ origin }, house);
    const reopened = await lane.take(duty, first, version + 1, 'reopen', { reason: '复发' });
    expect(reopened).toMatchObject({ code: 'duplicate', reason: expect.stringContaining(second) });
  });
});

describe('the door itself', () => {
  it('numbers incidents by code, local day and serial of the day, without a gap', async () => {
    const own = await recordLane({ now: Date.parse('2026-11-22T23:59:59.999+08:00') });
    const before = await Promise.all([own.report(), own.report()]);
    own.time.now += 1;
    const after = await Promise.all([own.report(), own.report()]);
    await own.end();
    expect(before).toEqual(['3202812026112200001', '3202812026112200002']);
    expect(after).toEqual(['3202812026112300001', '3202812026112300002']);
  });

  it('lets a bad order of a shared transaction fall alone', async () => {
    // No door lets such a place pass; here it stands for a fault that only the database sees.
    const nowhere = { lng: 119.5, lat: Number.NaN };
    const orders = [testReport(), testReport({ place: nowhere }), testReport()];
    const answers = await Promise.allSettled(
      orders.map((command) => lane.execute({ jurisdiction: 'toy', by: duty, command })),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });

  it('refuses texts that no table can hold, with the place of the fault', async () => {
    const answer = await lane.execute({
      jurisdiction: 'toy',
      by: duty,
      command: testReport({ title: 'a\0b' }),
    });
    expect(answer).toMatchObject({ code: 'invalid', field: 'title' });
    const half = await lane.execute({
      jurisdiction: 'toy',
      by: duty,
      command: testReport({ detail: '\ud800' }),
    });
    expect(half).toMatchObject({ code: 'invalid', field: 'detail' });
  });

  it('takes no more than its queue holds, and says so', async () => {
    const answers = await Promise.all(
      Array.from({ length: 2_300 }, () =>
        lane.execute({ jurisdiction: 'toy', by: person('wall'), command: testReport() }),
      ),
    );
    const codes = answers.map((answer) => (isRefusal(answer) ? answer.code : 'done'));
    expect(codes.filter((code) => code === 'busy')).toHaveLength(300);
    expect(codes.filter((code) => code === 'forbidden')).toHaveLength(2_000);
  });

  it('refuses merging into what the officer may not see', async () => {
    const east = await lane.report({ place: { lng: 120.5, lat: 31 } });
    const mine = await lane.report();
    const west = person('duty', { grids: ['w'] });
    expect(await lane.take(west, mine, 1, 'merge', { into: east })).toMatchObject({ code: 'unknown' });
    done(await lane.take(duty, mine, 1, 'merge', { into: east }));
    expect(must(await lane.records.incident('toy', mine), mine).mergedInto).toBe(east);
  });
});
