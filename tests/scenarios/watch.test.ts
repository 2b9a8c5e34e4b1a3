import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { WatchRow } from '#shared/views/board.ts';
import { evolveWatch, sheetsOf } from '#shared/watch/evolve.ts';
import { isWatchFact, quietWatch, type WatchCommand } from '#shared/watch/watch.ts';
import { house, person, testPack } from '../support/county.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { signIn, testHouse } from '../support/house.ts';
import { item } from '../support/incident-world.ts';
import { done, duty, handler, recordLane, type RecordLane } from '../support/orders.ts';
import { openScreen } from '../support/screen.ts';
import { testPlan, withPlans } from '../support/watch-world.ts';

const plan = testPlan({ items: ['manhole'] });
const chief = person('duty', { id: 'chief', name: '值班长' });
const leader = person('leader');
const toEmergency = (version: number): WatchCommand => ({
  kind: 'switch-mode',
  version,
  reason: '水位超警',
  to: { mode: 'emergency', plan: 'flood', level: 'II' },
});
const toPeace = (version: number): WatchCommand => ({
  kind: 'switch-mode',
  version,
  to: { mode: 'peace' },
  reason: '水位回落',
});

describe('the watch in the ledger', () => {
  let lane: RecordLane;
  beforeAll(async () => {
    const pack = withPlans(testPack(), [plan]);
    const east = { id: 'l', name: '一组', place: pack.duty.place, source: 'lamp-control', lamps: 40 };
    lane = await recordLane({ packs: [{ ...pack, pack: { ...pack.pack, lamps: [east] } }] });
  });
  afterAll(() => lane.end());
  const order = (command: WatchCommand, by: typeof duty = chief) =>
    lane.execute({ jurisdiction: 'toy', by, command });
  const state = async () => must((await lane.records.living('toy', 0, 0)).watch, 'watch');
  const handOver = (version: number, by = chief) =>
    order(
      { kind: 'hand-over', version, day: '2026-11-22', shift: 'day', text: '一处险段在守', lookOut: '' },
      by,
    );

  it('W1 is denied to other roles, to parts of the jurisdiction and to others', async () => {
    const west = person('duty', { grids: ['w'] });
    const foreign = person('duty', { jurisdiction: 'elsewhere' });
    for (const by of [handler('city'), person('field'), person('admin'), person('wall'), west, foreign])
      expect(await order(toEmergency(0), by), by.role).toMatchObject({ code: 'forbidden' });
    expect(isRefusal(await lane.execute({ jurisdiction: 'toy', by: house, command: toEmergency(0) }))).toBe(
      true,
    );
    expect((await lane.records.living('toy', 0, 0)).watch).toBeNull();
    expect((await lane.ledger.head('toy')).seq).toBe(0);
  });

  it('P1 P2 the plan shortens new clocks alone; what runs stays, and peace gives the full limit again', async () => {
    const limitsOf = async (id: string) => {
      const { clocks } = must(await lane.records.incident('toy', id), id);
      return Object.entries(clocks).map(([name, clock]) => [
        name,
        must(clock, name).limit,
        must(clock, name).dueAt,
      ]);
    };
    const before = await lane.report();
    const full = await limitsOf(before);
    const filed = await lane.file(before);
    const running = await limitsOf(before);
    const { version, subject } = done(await order(toEmergency(0)));
    expect(subject).toBe('320281Z');
    expect(await limitsOf(before)).toEqual(running);
    const during = await lane.report();
    const short = await limitsOf(during);
    full.forEach(([name, limit], i) => {
      const whole = limit as { amount: number; unit: string };
      const half = short[i]?.[1] as typeof whole;
      expect(half.unit, String(name)).toBe(whole.unit);
      expect(half.amount, String(name)).toBeLessThan(whole.amount);
      expect(half.amount, String(name)).toBeGreaterThanOrEqual(
        whole.unit === 'urgent-minute' ? Math.max(5, whole.amount / 2) : whole.amount / 2,
      );
    });
    // A clock that a step starts now is short as well, in an incident from before the switch.
    done(await lane.take(duty, before, filed, 'dispatch', { lead: 'city' }));
    const { clocks } = must(await lane.records.incident('toy', before), before);
    const { unit, amount } = item.limits['handling'] ?? { unit: '', amount: 0 };
    expect(clocks['handling']?.limit).toEqual({ unit, amount: amount / 2 });
    done(await order(toPeace(version)));
    expect(await limitsOf(during)).toEqual(short);
    const after = await lane.report();
    expect((await limitsOf(after)).map(([name, limit]) => [name, limit])).toEqual(
      full.map(([name, limit]) => [name, limit]),
    );
  });

  it('street lamps are ordered by people of their part and answered by their controller; both are in the ledger', async () => {
    const asked: WatchCommand = { kind: 'order-lamps', groups: ['l'], level: 60, reason: '暴雨' };
    const { version } = done(await order(asked));
    const box: Actor = { id: 'lamp-control', name: 'lamp-control', role: 'source' };
    const command = {
      kind: 'answer-lamps',
      group: 'l',
      order: version,
      level: 60,
      lit: 39,
      dark: 1,
    } as const;
    const answer = (by: Actor) => lane.execute({ jurisdiction: 'toy', by, command });
    expect(await answer({ ...box, id: 'camera-box' })).toMatchObject({ reasonId: 'lamps-of-another' });
    done(await answer(box));
    expect(await answer(box)).toMatchObject({ code: 'duplicate' });
    expect(await order(asked, person('field'))).toMatchObject({ code: 'forbidden' });
    expect(await order(asked, person('duty', { grids: ['nowhere'] }))).toMatchObject({
      reasonId: 'no-lamp-group',
    });
    const { lamps } = await state();
    expect(lamps?.['l']).toMatchObject({ order: version, by: { id: 'chief' }, answer: { lit: 39, dark: 1 } });
  });

  it('W4 of two officers who switch at once one wins, and the other hears who', async () => {
    const { version } = await state();
    const answers = await Promise.all([
      order(toEmergency(version)),
      order({ ...toEmergency(version), reason: '同时' } as WatchCommand, leader),
    ]);
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
    expect(answers.find(isRefusal)).toMatchObject({
      code: 'conflict',
      winner: { act: 'watch-switched' },
    });
  });

  it('H1 H3 a sheet lists what is open, with the orders of its own transaction, and bears both names', async () => {
    const open = (await lane.records.living('toy', 0, 0)).incidents.length;
    const { version } = await state();
    lane.time.now += minuteMs;
    const writtenAt = lane.time.now;
    // Both orders wait together, so they share a transaction: the sheet sees the report ahead of it.
    const [reported, written] = await Promise.all([lane.report({ urgent: true }), handOver(version)]);
    const number = done(written).version;
    lane.time.now += minuteMs;
    expect(await order({ kind: 'take-over', version: number, sheet: number, note: '' })).toMatchObject({
      code: 'forbidden',
    });
    done(await order({ kind: 'take-over', version: number, sheet: number, note: '接清' }, leader));
    const entries = await lane.ledger.readLast('toy', '320281Z', 1_000, 100);
    const [sheet] = sheetsOf(
      entries.flatMap(({ fact, ...rest }) => (isWatchFact(fact) ? [{ ...rest, fact }] : [])),
    );
    expect(sheet).toMatchObject({
      number,
      at: writtenAt,
      by: { id: 'chief' },
      emergency: { plan: 'flood', level: 'II' },
      signed: { by: { id: leader.id }, at: writtenAt + minuteMs, note: '接清' },
      matters: { open: open + 1, urgent: 1 },
    });
    expect(sheet?.matters.queues.flatMap(({ ids }) => ids)[0]).toBe(reported);
    expect(sheet?.matters.queues.reduce((sum, { count }) => sum + count, 0)).toBe(open + 1);
  });

  it('R1 the ledger verifies, and replayed it gives the watch as it is kept', async () => {
    expect((await lane.ledger.verify('toy')).bad).toBeNull();
    let again = quietWatch('toy', '320281');
    for (const { at, by, fact } of await lane.ledger.readSubject('toy', '320281Z'))
      if (isWatchFact(fact)) again = evolveWatch(again, { at, by, fact });
    expect(again).toEqual(await state());
  });
});

describe('the sheets over HTTP', () => {
  let web: HttpHouse;
  beforeAll(async () => {
    web = await openHttpHouse([withPlans(testPack(), [plan])]);
  });
  afterAll(() => web.close());

  it('come in pages, newest first, for those who keep the watch', async () => {
    const chiefs = await web.signIn('chief');
    const next = await web.signIn('duty1');
    for (let i = 0; i < 5; i += 1) {
      const send = (who: typeof chiefs, body: WatchCommand) =>
        who('POST', '/commands', { body, headers: { 'idempotency-key': `sheet-${i}-${body.kind}` } });
      const number = i * 2 + 1;
      const text = `第 ${i} 班`;
      const hand = {
        kind: 'hand-over',
        version: i * 2,
        day: '2026-11-22',
        shift: 'day',
        text,
        lookOut: '',
      } as const;
      expect((await send(chiefs, hand)).status).toBe(200);
      const take = { kind: 'take-over', version: number, sheet: number, note: '' } as const;
      expect((await send(next, take)).status).toBe(200);
    }
    type Page = { sheets: { number: number; signed: unknown }[]; next: number | null };
    const first = (await chiefs('GET', '/watch/sheets?limit=2')).body as unknown as Page;
    expect(first.sheets.map(({ number }) => number)).toEqual([9, 7]);
    const second = (await chiefs('GET', `/watch/sheets?limit=9&before=${first.next}`))
      .body as unknown as Page;
    expect(second).toMatchObject({ next: null });
    expect(second.sheets.map(({ number }) => number)).toEqual([5, 3, 1]);
    expect([...first.sheets, ...second.sheets].every(({ signed }) => signed !== null)).toBe(true);
    const unit = await web.signIn('water');
    expect((await unit('GET', '/watch/sheets')).status).toBe(403);
  });
});

it('every board hears of a switch and of a step, without joining anew', async () => {
  const home = await testHouse();
  try {
    const cookie = await signIn(home, 'jiangyin', 'chief');
    const wall = { authorization: `Bearer ${must(home.demo.jurisdictions['jiangyin'], 'jiangyin').device}` };
    const unit = await signIn(home, 'jiangyin', 'dept-water');
    const [all, mine] = [
      openScreen({ url: home.url, jurisdiction: 'jiangyin', headers: wall }),
      openScreen({
        url: home.url,
        jurisdiction: 'jiangyin',
        headers: { cookie: unit },
        channels: ['board:unit/dept-water'],
      }),
    ];
    const screens = [all, mine];
    const watchOf = (screen: typeof all) =>
      screen.board.tables.get('watch')?.get('now') as WatchRow | undefined;
    const send = async (command: WatchCommand, key: string) => {
      const answer = await fetch(`${home.url}/api/jiangyin/commands`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(command),
      });
      expect(answer.status, await answer.clone().text()).toBe(200);
    };
    const until = (what: string, holds: (row: WatchRow) => boolean) =>
      Promise.all(
        screens.map((screen) =>
          screen.until(
            what,
            ({ consistent }) => {
              const row = watchOf(screen);
              return consistent && row !== undefined && holds(row);
            },
            10_000,
          ),
        ),
      );
    await until('peace', ({ emergency, version }) => emergency === null && version === 0);
    await send(toEmergency(0), 'switch-there');
    await until('emergency', ({ emergency }) => emergency?.plan === 'flood' && emergency.level === 'II');
    const since = must(watchOf(all)?.emergency?.since, 'since');
    await send({ kind: 'complete-step', since, step: 'confirm' }, 'step-one-done');
    await until('step', ({ emergency }) => emergency?.done[0]?.step === 'confirm');
    await send(toPeace(2), 'switch-back');
    await until('peace again', ({ emergency, peace }) => emergency === null && peace?.reason === '水位回落');
    expect(screens.map(({ feed }) => feed.freshness().resyncs)).toEqual([0, 0]);
    screens.forEach((screen) => screen.close());
  } finally {
    await home.stop();
  }
});
