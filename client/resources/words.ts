import { i18n } from '../locales/i18n.ts';

/** Reads the words of the resource map on a phone, which does not have what the offices say: both languages, when a map opens. */
export async function loadResourceWords(): Promise<void> {
  const [{ resourcesZh }, { resourcesEn }] = await Promise.all([
    import('../locales/zh/resources.ts'),
    import('../locales/en/resources.ts'),
  ]);
  i18n.global.mergeLocaleMessage('zh', { resources: resourcesZh });
  i18n.global.mergeLocaleMessage('en', { resources: resourcesEn });
}
