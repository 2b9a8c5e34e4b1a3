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
  expect(firstLanguage({ pathname, search, kept, wanted })).toBe(language);
});
