import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { reasonOf } from '../../../client/locales/reason.ts';
import { i18n } from '../../../client/locales/i18n.ts';

afterEach(() => void (i18n.global.locale.value = 'zh'));

describe('the reason of a refusal', () => {
  it('is told in Chinese with its values in their places, in English as it came', () => {
    expect(reasonOf('dispatch is not possible in closed')).toBe('当前环节不能这样办理');
    expect(reasonOf('feed-back needs: co-tasks-done')).toBe('协办单位尚未全部反馈');
    expect(reasonOf('handler may not dispatch')).toBe('承办人无权这样办理');
    expect(reasonOf('the same condition has an open incident: 320281-1')).toBe(
      '同一情况已有未结事件 320281-1',
    );
    i18n.global.locale.value = 'en';
    expect(reasonOf('your unit has no task here')).toBe('your unit has no task here');
  });

  it('stands as it came when nobody has put it into Chinese', () =>
    expect(reasonOf('something quite new')).toBe('something quite new'));
});

const root = path.resolve(import.meta.dirname, '../../..');
const sources = (room: string): string[] =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(root, room, file), 'utf8'));

it('every refusal of the life cycle and every reason for which a live line ends has its Chinese', () => {
  const told =
    /(?:refuse\(\s*'[a-z-]+',\s*|cut\(|'cut', \{ reason: )('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/gu;
  const missing = [
    'shared/incident',
    'shared/warning',
    'server/commands',
    'server/stream',
    'server/records',
  ].flatMap((room) =>
    sources(room).flatMap((text) =>
      [...text.matchAll(told)]
        .map(([, literal = '']) => literal.slice(1, -1).replaceAll(/\$\{[^}]*\}/gu, 'x'))
        .filter((sentence) => reasonOf(sentence) === sentence),
    ),
  );
  expect(missing).toEqual([]);
});
