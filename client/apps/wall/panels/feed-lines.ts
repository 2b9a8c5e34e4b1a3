import { sources } from '#shared/incident/incident.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { ActRow } from '#shared/views/board.ts';
import { actorName } from '../../../locales/actor-name.ts';
import { language } from '../../../locales/i18n.ts';
import { calledName } from '../../../telling/slice.ts';

const lapsed = 'lapsed-';

export type FeedTone = 'plain' | 'teal' | 'green' | 'rose';

const done = new Set([
  'close',
  'archive',
  'pass-check',
  'feed-back',
  'warning-released',
  'watch-stood-down',
  'watch-step-done',
]);
const look = new Set([
  'watch-switched',
  'escalated',
  'rework',
  'return',
  'supervise',
  'escalate',
  'appeal',
  'reopen',
  'force-close',
  'repeated',
  'refuse-filing',
]);
const sent = new Set(['dispatch', 'transfer', 'accept', 'file', 'sign', 'co-sign', 'start-work']);

/** How an act is coloured: green for done, rose for what asks to be looked at, teal for matters moving on. */
export function feedTone(act: string): FeedTone {
  if (done.has(act)) return 'green';
  if (act.startsWith(lapsed)) return 'rose';
  if (look.has(act)) return 'rose';
  return sent.has(act) ? 'teal' : 'plain';
}

/** Acts that are no transition of a procedure; a lapse is `lapsed-` and the clock that ran out. */
export const plainActs = [
  'reported',
  'repeated',
  'noted',
  'warning-issued',
  'warning-adjusted',
  'warning-released',
  'warning-taken',
  'warning-proposed',
  'warning-rejected',
  'warning-expired',
  'warning-read',
  'warning-escalated',
  'warning-change-asked',
  'warning-change-declined',
  'watch-switched',
  'watch-stood-down',
  'watch-handed-over',
  'watch-taken-over',
  'watch-rostered',
  'watch-lamps-ordered',
  'watch-lamps-answered',
  'watch-step-done',
] as const;
/** What nobody has signed is shown on no wall (shared/warning/RULES.md L1). */
const unsigned = new Set<string>([
  'warning-proposed',
  'warning-rejected',
  'warning-change-asked',
  'warning-change-declined',
]);
export const isForWalls = ({ act }: Pick<ActRow, 'act'>): boolean => !unsigned.has(act);

/** What goes on beside the steps of a matter. */
const besides = ['reminded', 'escalated', 'joined', 'absorbed', 'said', 'seen'] as const;

/** What an act is called: the procedure's own word, else ours, else its id. */
export function actWord(
  act: string,
  names: { act: (act: string) => Localized | null; clock: (name: string) => string },
  say: (text: Localized) => string,
  t: (key: string) => string,
): string {
  if (act.startsWith(lapsed)) return `${names.clock(act.slice(lapsed.length))}${t('wall.feed.lapsed')}`;
  const named = names.act(act);
  if (named) return say(named);
  if (besides.some((known) => known === act)) return t(`flow.act.${act}`);
  return plainActs.some((known) => known === act) ? t(`wall.feed.${act}`) : act;
}

/** Who acted, as a wall says it: a handler by the unit, a source and the house itself by their word, anyone else by name. */
export function actor(
  row: ActRow,
  unitName: (id: string) => string | null,
  t: (key: string) => string,
): string {
  if (row.role === 'handler') return (row.unit && unitName(row.unit)) || row.by;
  if (row.role === 'source')
    return t(sources.some((known) => known === row.by) ? `words.source.${row.by}` : 'words.role.source');
  return calledName(actorName({ name: row.by, role: row.role }, t), language());
}
