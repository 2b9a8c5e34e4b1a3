import { expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { placeSensors } from '../../../server/readings/sensors.ts';
import { makeSentries } from '../../../server/rules/sentries.ts';
import { sensingPack } from '../../support/sensing.ts';

const high = {
  id: 'high',
  kind: 'threshold',
  on: { quantity: 'level' },
  item: 'i',
  side: 'above',
  enter: 5,
  leave: 4,
  enterMs: 0,
  leaveMs: 0,
};
const silent = { id: 'silent', kind: 'no-data', on: { quantity: 'level' }, item: 'i', afterMs: 60_000 };

test('W6: a rule that is as it was goes on in its state; one that changed begins anew; one that is gone leaves a hole', async () => {
  const sensors = await placeSensors(stillPacks([sensingPack({ sensors: 1, rules: [high, silent] })]), {
    numbersOf: (_id, ids) => Promise.resolve(Int32Array.from(ids, (_, i) => i + 1)),
  });
  const lane = must(sensors.lanes.get('toy'), 'lane');
  const list = makeSentries(sensors);
  const [before] = list.thresholds[0] ?? [];
  const quiet = must(list.noData[0]?.[0], 'no-data');
  quiet.isRaised = true;

  await sensors.place(sensingPack({ sensors: 2, rules: [{ ...high, enter: 6 }, silent] }));
  const changed = list.place(lane);
  expect(changed.gone).toEqual([before]);
  expect(changed.come.map(({ slot, rule }) => `${slot} ${rule.id}`)).toEqual([
    '0 high',
    '1 high',
    '1 silent',
  ]);
  expect(list.noData[0]?.[0]).toBe(quiet);
  expect(quiet.isRaised).toBe(true);
  expect(list.thresholds[0]?.[0]?.limits.enter).toBe(6);
  expect(list.thresholds[0]?.[0]?.gapMs).toBe(60_000);

  await sensors.place(sensingPack({ sensors: 2, rules: [{ ...high, enter: 6 }] }));
  expect(list.place(lane)).toEqual({ gone: [quiet, changed.come[2]], come: [] });
  expect(list.all[quiet.index]).toBe(undefined);
  // The gap is now the usual one: no rule tells of silence any more.
  expect(list.thresholds[0]?.[0]?.gapMs).toBe(900_000);
});
