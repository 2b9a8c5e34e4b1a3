import type { AlarmKind } from '#shared/sensing/alarm.ts';

/** What an alarm is called is told by its kind and its cause; the words come from the locales. */
export interface NamedAlarm {
  kind: AlarmKind;
  cause: string;
  item: string;
  /** Of its first sensor. */
  name: string;
  /** How many of its sensors are raised, or were. */
  count: number;
}
type Say = (key: string, values?: Record<string, unknown>) => string;
interface NamesOf {
  item(id: string): string;
  grid(id: string): string;
  system(id: string): string | null;
}

/** The line of an alarm: what it is, and beside it what tells it apart. */
export function alarmWords(alarm: NamedAlarm, say: Say, names: NamesOf): { head: string; note: string } {
  const { kind, cause, item, name, count: n } = alarm;
  const others = n > 1 ? say('sensing.alarm.first', { name }) : name;
  switch (kind) {
    case 'single':
      return { head: name, note: names.item(item) };
    case 'condition':
      return { head: say('sensing.alarm.condition', { item: names.item(item), n }), note: others };
    case 'chatter':
      return { head: say('sensing.alarm.chatter', { n }), note: others };
    case 'rest':
      return { head: say(`sensing.alarm.${restKey(cause)}`, { n }), note: others };
    case 'outage': {
      const key = cause.startsWith('clock:') ? 'clock' : 'outage';
      return { head: say(`sensing.alarm.${key}`, { by: causeName(cause, say, names), n }), note: '' };
    }
  }
}

function restKey(cause: string): string {
  if (cause === 'flood::urgent') return 'restUrgent';
  return cause === 'flood::silence' ? 'restSilent' : 'restOrdinary';
}

/** What fell silent together: an area, a system, or the source as its token is called. */
function causeName(cause: string, say: Say, names: NamesOf): string {
  const common = cause.slice(cause.indexOf(':') + 1);
  if (common === '') return say('sensing.alarm.by.unknown');
  if (common.startsWith('grid:')) return say('sensing.alarm.by.area', { name: names.grid(common.slice(5)) });
  return names.system(common) ?? say('sensing.alarm.by.source', { name: common });
}
