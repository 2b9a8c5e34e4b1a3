import { i18n } from '../../locales/i18n.ts';

/** Why points were booked, as `shared/incident/points.ts` and the procedures name it. An unknown word stands for itself. */
export function reasonWords(reason: string): string {
  return reason
    .split(', ')
    .map((part) => {
      const key = `supervise.reason.${part}`;
      return i18n.global.te(key) ? i18n.global.t(key) : part;
    })
    .join(i18n.global.locale.value === 'zh' ? '，' : ', ');
}
