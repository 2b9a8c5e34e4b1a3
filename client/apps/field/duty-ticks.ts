import { inRecord } from '#shared/kernel/localized.ts';
import type { DutyItem } from '#shared/pack/duty.ts';

/** An item of a list as the list itself names it. */
export const wordOf = ({ name }: Pick<DutyItem, 'name'>): string => inRecord(name).slice(0, 64);

/** Which items of a task list are ticked is kept on this phone until the list is handed in; nobody else sees it. */
const kept = (incident: string): string => `jiuhuan.field.ticks.${incident}`;

export function ticksOf(incident: string): ReadonlySet<string> {
  return new Set((localStorage.getItem(kept(incident)) ?? '').split('\n').filter(Boolean));
}

export function keepTicks(incident: string, ticks: ReadonlySet<string>): void {
  if (ticks.size === 0) localStorage.removeItem(kept(incident));
  else localStorage.setItem(kept(incident), [...ticks].join('\n'));
}
