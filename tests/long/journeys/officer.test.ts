import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import sensors from '../../../server/packs/jiangyin/sensors.json' with { type: 'json' };
import { openJourney, type Journey } from './journey.ts';

/** An officer's hour: ten calls, a gas leak while one of them is being written, and a gateway that falls silent and comes back. */
let journey: Journey;
let desk: Page;
beforeAll(async () => {
  journey = await openJourney('officer');
  desk = await journey.enter('desk', 'duty1', { viewport: { width: 1600, height: 900 } });
  await desk.getByText('数据一致').waitFor();
});
afterAll(() => journey?.close());

interface Call {
  item: string;
  title: string;
  said: string;
  /** Sent to its units in one press. */
  sent: boolean;
}
const calls: Call[] = [
  { item: '暴露垃圾', title: '菜场后门垃圾堆了三天', said: '味道很大，苍蝇多', sent: true },
  { item: '井盖缺失', title: '小区门口窨井盖不见了', said: '晚上没有灯，怕有人踩空', sent: true },
  { item: '占道经营', title: '早点摊占了人行道', said: '孩子上学只能走马路', sent: false },
  { item: '路灯不亮', title: '桥头四盏路灯全不亮', said: '已经两个晚上', sent: true },
  { item: '道路积水', title: '下穿通道积水过膝', said: '有车熄火在里面', sent: true },
  { item: '夜间噪声', title: '工地夜里还在打桩', said: '昨天打到凌晨两点，老人睡不着', sent: false },
  { item: '机动车乱停', title: '货车堵在消防门前', said: '车上没有电话', sent: false },
  { item: '河面漂浮物', title: '河面漂着一片油花', said: '从上游工业园方向来', sent: true },
  { item: '护栏损坏', title: '中央护栏倒了一截', said: '碎片在快车道上', sent: true },
  { item: '共享单车', title: '地铁口单车堆成山', said: '轮椅过不去', sent: false },
];
const openedAt = (): string =>
  must(new URL(desk.url()).searchParams.get('incident'), 'the matter that is open');
const phoneOf = (i: number): string => `139000044${String(i + 10)}`;

/** Writes one call down as it is told; `meanwhile` happens while its words are being written. */
async function write(call: Call, i: number, meanwhile?: () => Promise<void>): Promise<string> {
  await desk.keyboard.press('i');
  const form = desk.getByRole('complementary', { name: '来电登记' });
  await form.getByLabel('来电人', { exact: true }).fill(`演示来电人${i + 1}`);
  await form.getByLabel('电话').fill(phoneOf(i));
  await form.getByLabel('事项').fill(call.item);
  await desk.keyboard.press('Enter');
  await form
    .getByLabel('地点')
    .fill(`${(120.27 + i * 0.004).toFixed(3)}, ${(31.905 + i * 0.002).toFixed(3)}`);
  await desk.keyboard.press('Enter');
  await form.getByLabel('标题').fill(call.title);
  const words = form.getByLabel('来电内容');
  const half = Math.floor(call.said.length / 2);
  await words.pressSequentially(call.said.slice(0, half));
  await meanwhile?.();
  await words.pressSequentially(call.said.slice(half));
  expect(await words.inputValue()).toBe(call.said);
  if (call.sent) await desk.keyboard.press('Control+Enter');
  else await form.getByRole('button', { name: '登记上报' }).click();
  await form.waitFor({ state: 'detached' });
  await desk.getByRole('heading', { name: call.title }).waitFor();
  return desk.locator('.facts .number').innerText();
}

const middleOf = ([low = 0, high = 0]: readonly number[]): number => (low + high) / 2;
const gas = sensors.filter(({ quantity }) => quantity === 'gas-leak');
const leaking = must(gas[0], 'a gas sensor');

it('ten calls become ten matters with their callers; a leak is seen, heard and taken without a letter lost', async () => {
  const ids: string[] = [];
  let leak = '';
  for (const [i, call] of calls.entries()) {
    const meanwhile = async (): Promise<void> => {
      const now = journey.now();
      await journey.publish(
        [35, 25, 15, 5, 0].map((ago) => ({ sensor: leaking.id, at: now - ago * secondMs, value: 46 })),
      );
      const banner = desk.getByRole('alert').filter({ hasText: leaking.name.zh });
      await banner.waitFor();
      await journey.shot(desk, 'leak-while-typing');
      await desk.keyboard.press('F2');
      await desk.getByRole('alertdialog').waitFor();
      await journey.shot(desk, 'leak-looked-at');
      await desk.keyboard.press('Escape');
      await desk.getByRole('alertdialog').waitFor({ state: 'detached' });
      await desk.waitForFunction(() => document.activeElement?.getAttribute('name') === 'detail');
      const before = openedAt();
      await desk.keyboard.press('Control+F2');
      await banner.waitFor({ state: 'detached' });
      // The stream may tell that it is taken before the answer does, and the answer opens it.
      await desk.waitForFunction((was) => !location.search.includes(was), `incident=${before}`);
      leak = openedAt();
    };
    ids.push(await write(call, i, i === 5 ? meanwhile : undefined));
    if (i === 1) await journey.shot(desk, 'second-call-sent');
  }
  await journey.shot(desk, 'ten-calls');
  expect(new Set(ids).size).toBe(10);
  for (const [i, call] of calls.entries()) {
    const matter = await journey.matter('duty1', must(ids[i], call.title));
    expect(matter).toMatchObject({ title: call.title, detail: call.said, source: 'hotline' });
    expect(matter.tasks.length > 0, call.title).toBe(call.sent);
    expect(await journey.ask('duty1', `/incidents/${matter.id}/reporter`)).toMatchObject({
      phone: phoneOf(i),
    });
  }
  expect(await journey.matter('duty1', leak)).toMatchObject({ urgent: true, node: 'accepted' });
});

it('a gateway that falls silent is one matter, below the calls, and goes when its sensors are back', async () => {
  const heard = sensors.filter(({ everyMs }) => everyMs <= 60_000).slice(0, 600);
  const all = () =>
    heard.map(({ id, normal, range }) => ({
      sensor: id,
      at: journey.now(),
      value: middleOf(normal ?? range),
    }));
  await journey.publish(all());
  await desk.waitForTimeout(2_000);
  journey.passTime(16 * minuteMs);
  await desk.waitForTimeout(3_000);
  journey.passTime(2 * minuteMs);
  const outage = desk.locator('nav [data-id]').filter({ hasText: '中断' });
  await outage.first().waitFor({ timeout: 60_000 });
  await desk.keyboard.press('Escape');
  await journey.shot(desk, 'gateway-silent');
  const { rows } = await journey.matters('duty1', 'source=sensor&state=open&limit=100');
  expect(rows.filter(({ title }) => title.includes('中断'))).toHaveLength(1);
  expect(rows.length).toBeLessThanOrEqual(3);
  // People's calls that wait stand above what a machine reported.
  const waiting = await desk.locator('nav [data-id]').allInnerTexts();
  const place = (title: string): number => waiting.findIndex((text) => text.includes(title));
  expect(place('中断')).toBeGreaterThan(place('早点摊占了人行道'));

  await journey.publish(all());
  await outage.first().waitFor({ state: 'detached', timeout: 60_000 });
  await journey.shot(desk, 'gateway-back');
  const left = await journey.matters('duty1', 'source=sensor&state=open&limit=100');
  expect(left.rows.filter(({ title }) => title.includes('中断'))).toEqual([]);
  expect(journey.complaints).toEqual([]);
});
