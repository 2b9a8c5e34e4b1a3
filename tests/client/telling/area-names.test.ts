import { afterEach, expect, it } from 'vitest';
import { i18n } from '../../../client/locales/i18n.ts';
import { areaNames } from '../../../client/telling/area-names.ts';

afterEach(() => void (i18n.global.locale.value = 'zh'));

it('a town is named by the unit that answers for it in the language of the screen; what no unit answers for as the map has it', () => {
  const name = { zh: '利港街道办事处', en: 'Ligang Subdistrict' };
  const named = areaNames([
    { kind: 'town', grid: 't', name },
    { kind: 'department', grid: 'd', name },
  ]);
  expect(named('t', '利港街道')).toBe('利港街道');
  i18n.global.locale.value = 'en';
  expect([named('t', '利港街道'), named('d', '开发区'), named('x', '文定社区')]).toEqual([
    'Ligang Subdistrict',
    '开发区',
    '文定社区',
  ]);
});
