import { expect, it } from 'vitest';
import { openInstrumentCells } from '../../../server/indicators/instrument-cells.ts';
import { memoryHotLane } from '../../support/memory-hot-lane.ts';
import { runningIndicator } from '../../support/running.ts';
import { packWithSensors } from '../../support/stage.ts';

it('indicators go by the instruments that they are shown; what rests on anything else stands as it stood', () => {
  const pack = packWithSensors(3);
  const formulas = [
    'max(water-level)',
    'open()',
    'mean(water-level, over: 3h)',
    '@i0 / 2',
    'reported(over: 7d)',
  ];
  pack.pack.indicators.splice(0, Infinity, ...formulas.map((text, i) => runningIndicator(`i${i}`, text)));
  const now = 100_000;
  const lane = memoryHotLane(3);
  const before = new Map([['water', '10-1-']]);
  const cells = openInstrumentCells(pack);
  const at = (value: number): string | undefined => {
    lane.measure(1, value, now);
    return cells(lane, now, before).get('water');
  };
  expect([at(2), at(4.9), at(20)]).toEqual(['00-0-', '10-0-', '20-2-']);
  expect(before.get('water')).toBe('10-1-');
  expect([...cells(memoryHotLane(3), now, before)]).toEqual([['water', '-0---']]);
});
