import { expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import type { OpenHotLane } from '../../../server/readings/lane.ts';
import { openRehearsal } from '../../../server/rules/rehearsal.ts';
import { packWithSensors } from '../../support/stage.ts';

const to = Date.UTC(2026, 10, 20, 4);
const made = packWithSensors(3);
const present = {
  ...made,
  pack: { ...made.pack, sensors: made.pack.sensors.map((one) => ({ ...one, everyMs: minuteMs })) },
};
const quantity = present.pack.sensors[0]?.quantity ?? '';
const rule = {
  id: 'tried',
  kind: 'threshold',
  on: { quantity },
  side: 'above',
  enter: 5,
  leave: 4,
  enterMs: 0,
  leaveMs: 0,
  item: present.pack.catalogue[0]?.id,
} as unknown as Rule;
/** Every sensor reads six for some minutes and falls back. */
const rows = Array.from(
  { length: 30 },
  (_, i) => [to - (40 - i) * minuteMs, i > 9 && i < 20 ? 6 : 1] as const,
);
const lane = {
  sensors: { lanes: new Map([[present.id, { base: 0, loaded: present }]]), numbers: [7, 8, 9] },
  readings: { raw: () => Promise.resolve(rows), gathered: () => Promise.resolve([]) },
} as unknown as OpenHotLane;
const store = { happened: () => Promise.resolve({ raises: [0], matters: [0] }) };

async function tried(held: LoadedPack | undefined) {
  const asked: number[] = [];
  const packs = { of: (_: string, at: number) => (asked.push(at), held) };
  const rehearse = openRehearsal({ lane, store, packs });
  const answer = await rehearse(present.id, { rule, from: to - 60 * minuteMs, to }, () => true);
  if (isRefusal(answer)) throw new Error(answer.reason);
  expect(asked).toEqual([to]);
  return [answer.sensors, answer.count];
}

it('a rule is tried over the sensors that there were, by the ranges that they had', async () => {
  expect(await tried(undefined)).toEqual([3, 3]);
  const { pack } = present;
  const fewer = { ...present, pack: { ...pack, sensors: pack.sensors.slice(0, 2) } };
  expect(await tried(fewer)).toEqual([2, 2]);
  // What lay beyond the range of an instrument was a fault of it then.
  const [first, ...others] = pack.sensors;
  const narrow = { ...present, pack: { ...pack, sensors: [{ ...first, range: [0, 5] }, ...others] } };
  expect(await tried(narrow as LoadedPack)).toEqual([3, 2]);
});
