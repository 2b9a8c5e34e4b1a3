import { describe, expect, it } from 'vitest';
import { readWay, writeWay, type Way } from '../../../client/apps/field/way.ts';

describe('where somebody is on the phone page', () => {
  it('stands in the address and is read as it was written', () => {
    const ways: Way[] = [
      { at: 'report' },
      { at: 'report', family: '市容环境' },
      { at: 'report', item: 'exposed-rubbish', mend: 'k/1' },
      { at: 'tasks' },
      { at: 'tasks', incident: '320281-7' },
      { at: 'tasks', incident: '320281-7', step: 'self-handle', mend: 'k' },
      ...[{ at: 'outbox' as const }, { at: 'me' as const }],
    ];
    for (const way of ways) expect(readWay(writeWay(way))).toEqual(way);
  });
  it('is the report when the address says nothing one knows', () => {
    for (const hash of ['', '#', '#nowhere', '#report/shelf/x', '#%E0%A4%A'])
      expect(readWay(hash)).toEqual({ at: 'report' });
  });
});
