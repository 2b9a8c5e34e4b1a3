import { expect, it } from 'vitest';
import { firstLanguage } from '../../../client/locales/first-language.ts';

it.each([
  ['a county opens in Chinese', '/jiangyin/desk', '', null, ['en-GB'], 'zh'],
  ['what was chosen here before', '/jiangyin/desk', '', 'en', ['zh-CN'], 'en'],
  ['what the address asks for', '/-/admin', '?lang=zh', 'en', ['en-GB'], 'zh'],
  ['a language that is none', '/jiangyin/desk', '?lang=fr', null, ['fr'], 'zh'],
  ['setting up in English', '/-/admin', '', null, ['en-GB', 'zh-CN'], 'en'],
  ['setting up below a base path', '/jiuhuan/-/admin', '', null, ['de', 'en'], 'en'],
  ['setting up in Chinese', '/-/admin', '', null, ['zh-Hans-CN', 'en'], 'zh'],
  ['setting up in a language that is not there', '/-/admin', '', null, ['de'], 'zh'],
] as const)('%s', (_what, pathname, search, kept, wanted, language) => {
  expect(firstLanguage({ pathname, search, kept, first: null, wanted })).toBe(language);
});

it.each([
  ['a county opens in the language that comes first there', '', null, 'en', 'en'],
  ['what was chosen on the device goes before', '', 'zh', 'en', 'zh'],
  ['what the address asks for goes before', '?lang=zh', null, 'en', 'zh'],
  ['a language that has no words here', '', null, 'bo', 'zh'],
] as const)('%s', (_what, search, kept, first, language) => {
  const opened = firstLanguage({ pathname: '/harbor/report', search, kept, first, wanted: ['zh-CN'] });
  expect(opened).toBe(language);
});
