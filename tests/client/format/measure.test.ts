import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measureIn } from '../../../client/format/measure.ts';

test.each([
  ['万人次', '×10,000 visits'],
  ['辆/分', 'vehicles/min'],
  ['件/km²', '1/km²'],
  ['亿元', '×100 million CNY'],
  ['万m³', '×10,000 m³'],
  ['个', ''],
  ['%LEL', '%LEL'],
])('%s is %s', (measure, words) => {
  expect(measureIn(measure, 'en')).toBe(words);
  expect(measureIn(measure, 'zh')).toBe(measure);
});

test('no measure of a shipped pack stays Chinese in English', () => {
  for (const pack of ['donghai', 'jiangyin', 'longgang', 'xuxiake'])
    for (const file of ['indicators', 'series', 'sensors']) {
      const place = new URL(`../../../server/packs/${pack}/${file}.json`, import.meta.url);
      if (!existsSync(place)) continue;
      for (const { measure } of JSON.parse(readFileSync(place, 'utf8')) as { measure?: string }[])
        expect(measureIn(measure ?? '', 'en'), `${pack} ${measure}`).not.toMatch(/\p{Script=Han}/u);
    }
});
