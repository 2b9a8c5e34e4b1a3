import { i18n } from '../../../locales/i18n.ts';

/** What a field of a row is called; one without words stands for itself. */
export function fieldName(name: string): string {
  const key = `admin.config.fields.${name}`;
  return i18n.global.te(key, 'zh') ? i18n.global.t(key) : name;
}
