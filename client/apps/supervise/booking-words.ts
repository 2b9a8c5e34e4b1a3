import { language, wordOr } from '../../locales/i18n.ts';

/** Why points were booked, as `shared/incident/points.ts` and the procedures name it. An unknown word stands for itself. */
export function reasonWords(reason: string): string {
  return reason
    .split(', ')
    .map((part) => wordOr(`supervise.reason.${part}`, part))
    .join(language() === 'zh' ? '，' : ', ');
}
