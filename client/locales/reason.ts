import { i18n, language } from './i18n.ts';
import { reasonsZh } from './zh/reasons.ts';
import { recordReasonsZh } from './zh/record-reasons.ts';

interface Template {
  pattern: RegExp;
  says: string;
}
const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/gu, '\\$&');
const templates: Template[] = Object.entries({ ...reasonsZh, ...recordReasonsZh }).map(
  ([sentence, says]) => ({
    pattern: new RegExp(`^${sentence.split('{}').map(escaped).join('(.+?)')}$`, 'u'),
    says,
  }),
);

/** The reason of a refusal for a person, in the language of the screen. A sentence that is not known stands as it came. */
export function reasonOf(sentence: string): string {
  if (language() !== 'zh') return sentence;
  for (const { pattern, says } of templates) {
    const values = pattern.exec(sentence)?.slice(1);
    if (values)
      return says.replaceAll(/\{(\d)\}/gu, (_, place: string) => nameOf(values[Number(place)] ?? ''));
  }
  return sentence;
}

/** A role by its name; any other value stands for itself. */
function nameOf(value: string): string {
  const key = `words.role.${value}`;
  return i18n.global.te(key, 'zh') ? i18n.global.t(key) : value;
}
