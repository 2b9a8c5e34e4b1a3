import type { Measure, WarningFact, WarningState } from '#shared/warning/warning.ts';
import { listed } from '../../format/list.ts';
import type { WarningDetail, WarningLine } from '#shared/wire/warnings.ts';
import { actorName } from '../../locales/actor-name.ts';

type Say = (key: string, values?: Record<string, unknown>) => string;

/** Where it holds: names, and how many more. */
export function areaText({ area, areas }: Pick<WarningLine, 'area' | 'areas'>, t: Say): string {
  if (areas === 0) return t('warnings.whole');
  const names = listed(area);
  return areas > area.length ? `${names} ${t('warnings.more', { n: areas })}` : names;
}

/** What a fact of the story says, in words; null for what is told together with others. */
export function storyText(fact: WarningFact, before: WarningState['colour'] | null, t: Say): string {
  const colour = (one: WarningState['colour']): string => t(`words.colourLong.${one}`);
  switch (fact.kind) {
    case 'warning-adjusted':
      return fact.colour === before
        ? t('warnings.story.warning-longer')
        : t('warnings.story.warning-adjusted', { colour: colour(fact.colour) });
    case 'warning-read':
      return t('warnings.story.warning-read', { n: fact.keys.length });
    case 'warning-escalated':
      return t('warnings.story.warning-escalated', { n: fact.unread.length });
    case 'warning-change-asked':
      return fact.colour === null
        ? t('warnings.story.warning-end-asked')
        : t('warnings.story.warning-change-asked', { colour: colour(fact.colour) });
    default:
      return t(`warnings.story.${fact.kind}`);
  }
}

/** The reason or basis that a fact carries. */
export function whyOf(fact: WarningFact): string {
  if ('basis' in fact) return fact.basis;
  return 'reason' in fact ? fact.reason : '';
}

export interface StoryLine {
  seq: number;
  at: number;
  by: string;
  text: string;
  why: string;
}

/** The story, newest first. Receipts in a row are one line: hundreds come at a time. */
export function storyOf(entries: WarningDetail['entries'], t: Say): StoryLine[] {
  const lines: StoryLine[] = [];
  let colour: WarningState['colour'] | null = null;
  let reads = 0;
  for (const { seq, at, by, fact } of entries) {
    if (fact.kind === 'warning-read') {
      reads += 1;
      const line = { seq, at, by: actorName(by, t), text: t('warnings.reads', { n: reads }), why: '' };
      if (reads > 1) lines[lines.length - 1] = line;
      else lines.push({ ...line, text: storyText(fact, colour, t) });
      continue;
    }
    reads = 0;
    lines.push({ seq, at, by: actorName(by, t), text: storyText(fact, colour, t), why: whyOf(fact) });
    if (fact.kind === 'warning-issued') colour = fact.warning.colour;
    if (fact.kind === 'warning-adjusted') colour = fact.colour;
  }
  return lines.reverse();
}

/** How far a measure is. */
export function progressOf(
  { item, matter }: Measure & Pick<WarningDetail['measures'][number], 'matter'>,
  isSigned: boolean,
): 'matterNone' | 'matterWaits' | 'matterOpening' | 'matterOpen' | 'matterLate' | 'matterDone' {
  if (item === undefined) return 'matterNone';
  if (!matter) return isSigned ? 'matterOpening' : 'matterWaits';
  if (!matter.open) return 'matterDone';
  return matter.overdue ? 'matterLate' : 'matterOpen';
}
