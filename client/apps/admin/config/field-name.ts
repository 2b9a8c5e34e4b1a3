import type { ConfiguredRow } from '#shared/wire/configuration.ts';
import { i18n, language } from '../../../locales/i18n.ts';
import { nameOf } from './config-row.ts';

const wordOf = (key: string, otherwise: string): string =>
  i18n.global.te(key, 'zh') ? i18n.global.t(key) : otherwise;

/** What a field of a row is called; one without words stands for itself. */
export const fieldName = (name: string): string => wordOf(`admin.config.fields.${name}`, name);
export const partName = (part: string): string => wordOf(`admin.config.parts.${part}`, part);
/** What a row is called; those of the settings have no names of their own. */
export const rowName = (part: string, row: Pick<ConfiguredRow, 'key' | 'body'>): string =>
  part === 'pack'
    ? wordOf(`admin.settings.rows.${row.key}`, nameOf(row, language()))
    : nameOf(row, language());
