import type { DutyItem } from '#shared/pack/duty.ts';
import { say, t } from '../../../locales/i18n.ts';
import type { Names } from '../../../telling/names.ts';

/** Items of one line: what they are about (rhythm, department, proof) and what done means. */
export interface DutyGroup {
  key: string;
  about: string;
  standard: string;
  names: string[];
}

/** Items of the same rhythm, department and standard stand together under one line, in the order of the list. */
export function dutyGroups(items: readonly DutyItem[], names: Pick<Names, 'unit'>): DutyGroup[] {
  const groups = new Map<string, DutyGroup>();
  for (const item of items) {
    const about = [
      t(`dutyList.rhythm.${item.rhythm}`),
      ...(item.unit ? [names.unit(item.unit)] : []),
      ...(item.evidence ? [t(`dutyList.evidence.${item.evidence}`)] : []),
    ].join(' · ');
    const standard = say(item.standard);
    const key = `${about} ${standard}`;
    const group = groups.get(key) ?? { key, about, standard, names: [] };
    group.names.push(say(item.name));
    groups.set(key, group);
  }
  return [...groups.values()];
}
