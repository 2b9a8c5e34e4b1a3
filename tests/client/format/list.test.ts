import { expect, it } from 'vitest';
import { listed } from '../../../client/format/list.ts';

it.each([
  ['zh', [], ''],
  ['zh', ['甲'], '甲'],
  ['zh', ['甲', '乙', '丙'], '甲、乙、丙'],
  ['en', ['A', 'B'], 'A, B'],
  ['en', ['A', 'B', 'C'], 'A, B, C'],
] as const)('in %s the names of %j are parted as that language parts them', (language, names, text) => {
  expect(listed(names, language)).toBe(text);
});
