import type { ConfiguredRow } from '#shared/wire/configuration.ts';
import { language, wordOr } from '../../../locales/i18n.ts';
import { nameOf } from './config-row.ts';

/** What a field of a row is called; one without words stands for itself. */
export const fieldName = (name: string): string => wordOr(`admin.config.fields.${name}`, name);
export const partName = (part: string): string => wordOr(`admin.config.parts.${part}`, part);
/** What a row is called; those of the settings have no names of their own. */
export const rowName = (part: string, row: Pick<ConfiguredRow, 'key' | 'body'>): string =>
  part === 'pack'
    ? wordOr(`admin.settings.rows.${row.key}`, nameOf(row, language()))
    : nameOf(row, language());
