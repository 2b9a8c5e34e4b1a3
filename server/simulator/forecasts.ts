import { localMidnight } from '#shared/clock/deadline.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Addressees, Measure } from '#shared/warning/addressees.ts';
import type { Colour } from '#shared/warning/colour.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { localDangers, weathers, type Danger } from './dangers.ts';

/**
 * What a pretend county is warned of by those who foretell: a weather of a day or two, and now and then a danger of one town. A
 * function of the clock, so that a past and a simulator that starts again tell the same. Every source says that it is a demo.
 */
export interface Story {
  key: string;
  /** The unit that proposes it, and who told that unit. */
  unit: string;
  source: string;
  proposedAt: number;
  signedAt: number;
  colour: Colour;
  title: string;
  basis: string;
  measures: string;
  actions: Measure[];
  to: Addressees;
  grids: string[];
  until: number;
  /** A graver colour, once. */
  raise?: { at: number; colour: Colour; basis: string };
}

/** One weather in so many days, one local danger in so many. */
const [weatherDays, localDays] = [2, 3] as const;
const mark = '（演示）';
export const isPretendSource = (source: string): boolean => source.endsWith(mark);

/** Stories that are proposed in [from, to), in the order of time. */
export function storiesOf(pack: LoadedPack, seed: number, from: number, to: number): Story[] {
  const { calendar } = pack.pack;
  const found: Story[] = [];
  const first = localMidnight(calendar, from - weatherDays * dayMs);
  for (let midnight = first; midnight < to; midnight += dayMs) {
    const day = Math.round((midnight + calendar.utcOffsetMinutes * minuteMs) / dayMs);
    const roll = dice(seedOf(`${seed}:${pack.id}:warned:${day}`));
    if (day % weatherDays === 0) found.push(storyOf(pack, `w${day}`, roll.pick(weathers), midnight, roll));
    if (day % localDays === 1) found.push(storyOf(pack, `l${day}`, roll.pick(localDangers), midnight, roll));
  }
  return found
    .filter(({ proposedAt }) => proposedAt >= from && proposedAt < to)
    .sort((a, b) => a.proposedAt - b.proposedAt);
}

/** A danger of one town that was proposed a moment ago: somebody has to look at it. */
export function freshStory(pack: LoadedPack, seed: number, proposedAt: number): Story {
  const roll = dice(seedOf(`${seed}:${pack.id}:warned:fresh`));
  const [danger = roll.pick(localDangers)] = localDangers;
  const story = storyOf(pack, 'fresh', danger, proposedAt, roll);
  return { ...story, proposedAt, signedAt: proposedAt + 40 * minuteMs, until: proposedAt + 8 * hourMs };
}

/** A weather that stands at an instant and for a while, for a past in which nothing else does. */
export function standingStory(pack: LoadedPack, seed: number, at: number): Story {
  const roll = dice(seedOf(`${seed}:${pack.id}:warned:standing`));
  const lasting = weathers.filter(({ lasts: [, most] }) => most > 30);
  const { raise: _, ...story } = storyOf(pack, 'standing', roll.pick(lasting), at, roll);
  const signedAt = at - 5 * hourMs;
  const until = Math.ceil((at + 16 * hourMs) / hourMs) * hourMs;
  return { ...story, proposedAt: signedAt - 25 * minuteMs, signedAt, until };
}

function storyOf(pack: LoadedPack, key: string, danger: Danger, midnight: number, roll: Dice): Story {
  const { hour, lasts, colour, raise } = danger;
  const proposedAt = Math.round(midnight + (hour[0] + roll.roll() * (hour[1] - hour[0])) * hourMs);
  const signedAt = proposedAt + roll.between(12, 40) * minuteMs;
  const until = Math.ceil((signedAt + roll.between(...lasts) * hourMs) / hourMs) * hourMs;
  const town = roll.pick(pack.grid.levels[0]);
  const said = { county: inRecord(pack.pack.identity.name), town: town.name };
  const unit = knownUnit(pack, danger.unit);
  const actions = actionsOf(pack, danger, unit);
  const own = pack.unitsOfGrid([town.id])[0]?.id;
  const units = [unit, ...actions.map((one) => one.unit), ...(danger.isLocal && own ? [own] : [])];
  const graver = raise && roll.chance(0.5) ? raise : undefined;
  return {
    key,
    unit,
    source: `${sourceOf(danger.source, said.county)}${mark}`,
    proposedAt,
    signedAt,
    colour,
    title: danger.title,
    basis: danger.basis(said),
    measures: danger.measures,
    actions,
    to: { grids: danger.isLocal, units: [...new Set(units)], posts: ['duty-chief', 'duty-officer'] },
    grids: danger.isLocal ? [town.id] : [],
    until,
    ...(graver && {
      raise: { at: signedAt + 5 * hourMs, colour: graver.colour, basis: graver.basis(said) },
    }),
  };
}

/** A town has no weather service of its own. */
const sourceOf = (source: string, county: string): string =>
  /[市县]$/.test(county) ? `${county}${source}` : `上级${source}`;

function knownUnit({ units }: LoadedPack, wanted: string): string {
  return units.has(wanted) ? wanted : 'dept-emergency';
}

function actionsOf(pack: LoadedPack, { actions }: Danger, unit: string): Measure[] {
  return actions.map(({ item, text }, i): Measure => {
    const known = item === undefined ? undefined : pack.items.get(item);
    return {
      id: `m${i + 1}`,
      text,
      unit: knownUnit(pack, known?.units[0] ?? unit),
      ...(known && { item: known.id }),
    };
  });
}

/** A story as its unit proposes it. */
export const proposalOf = (story: Story) => ({
  kind: 'propose-warning' as const,
  colour: story.colour,
  title: story.title,
  basis: story.basis,
  rests: restsOf(story, story.basis, story.proposedAt),
  measures: story.measures,
  actions: story.actions,
  to: story.to,
  grids: story.grids,
  until: story.until,
});
export const restsOf = ({ source }: Story, text: string, at: number) => [
  { kind: 'forecast' as const, source, text, at },
];
