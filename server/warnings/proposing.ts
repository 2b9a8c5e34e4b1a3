import { inRecord } from '#shared/kernel/localized.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { isGraver } from '#shared/warning/colour.ts';
import { heldMsOf, type BeyondBound, type Proposing } from '#shared/warning/policy.ts';
import type { Rest } from '#shared/warning/rest.ts';
import {
  isIssued,
  isOver,
  type Warning,
  type WarningCommand,
  type WarningState,
} from '#shared/warning/warning.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Latest, RaisedRule } from '../ports.ts';

/** What speaks for a warning: what rules have raised, and indicators beyond their bounds. */
export interface Signs {
  raised: readonly RaisedRule[];
  beyond: readonly BeyondBound[];
  now: number;
}
/** What is to be looked at: what speaks for warnings, what was measured last, and what stands or stood for causes. */
export interface ProposingWorld extends Signs {
  pack: LoadedPack;
  latest: Pick<Latest, 'at' | 'value'>;
  /** What stands now. */
  standing: readonly WarningState[];
  /** Warnings and proposals by cause, those that ended as well. */
  ofCause(cause: string): readonly WarningState[];
}
/** A line of the policy that holds in an area, with what it rests on: raises of its rule, or its indicator. */
interface Held {
  line: Proposing;
  area: string;
  raises: readonly RaisedRule[];
  figure?: BeyondBound;
}

/** A warning stands so long before its end is proposed, and what was declined is not proposed again for so long. */
const [calmMs, declinedMs] = [10 * minuteMs, 30 * minuteMs];

/** Readings that a basis names; the newest raises first. */
const mostRests = 12;

export const causeOf = (kind: string, area: string): string => `rule:${kind}:${area}`;

/** Causes that something speaks of now. */
export function causesOf(pack: LoadedPack, signs: Signs): string[] {
  return [...gravest(pack, signs, () => 0).keys()];
}

/**
 * What the house proposes now: a warning where none stands for the cause, a graver colour where one stands, its end where nothing is
 * raised any more. Raises from before the last one of the cause ended are settled: they propose nothing again.
 */
export function proposalsOf(world: ProposingWorld): WarningCommand[] {
  const { pack, ofCause } = world;
  const settled = (cause: string): number =>
    ofCause(cause).reduce((last, one) => Math.max(last, endOf(one)), 0);
  const commands: WarningCommand[] = [];
  const holding = gravest(pack, world, settled);
  for (const one of world.standing)
    if (isIssued(one) && isCalm(world, holding, one)) commands.push(end(world, one));
  for (const [cause, held] of holding) {
    const standing = ofCause(cause).find((one) => !isOver(one));
    if (!standing) commands.push(propose(world, cause, held));
    else if (
      isIssued(standing) &&
      isGraver(held.line.colour, standing.colour) &&
      mayAsk(world, standing, held)
    )
      commands.push({
        kind: 'ask-warning',
        warning: standing.id,
        colour: held.line.colour,
        basis: wordsOf(pack, held),
        rests: restsOf(world, held),
      });
  }
  return commands;
}

const wasDeclined = ({ now }: ProposingWorld, { declinedAt }: Warning): boolean =>
  declinedAt !== undefined && now - declinedAt < declinedMs;
const mayAsk = (world: ProposingWorld, one: Warning, { line }: Held): boolean =>
  one.asked?.colour !== line.colour && !wasDeclined(world, one);

/** Whether the house proposed it and nothing that it rests on is raised or beyond its bound any more, for a while already. */
function isCalm(world: ProposingWorld, holding: ReadonlyMap<string, Held>, one: Warning): boolean {
  const { cause = '', asked, issuedAt, adjustedAt = issuedAt } = one;
  if (!cause.startsWith('rule:') || asked || wasDeclined(world, one) || world.now - adjustedAt < calmMs)
    return false;
  const named = new Set((one.rests ?? []).flatMap((rest) => (rest.kind === 'reading' ? [rest.sensor] : [])));
  const isRaised = world.raised.some(({ sensor }) => named.has(world.pack.pack.sensors[sensor]?.id ?? ''));
  const figures = new Set(
    (one.rests ?? []).flatMap((rest) => (rest.kind === 'figure' ? [rest.indicator] : [])),
  );
  const isBeyond = world.beyond.some(
    ({ indicator, area = 'all' }) => figures.has(indicator) && cause.endsWith(`:${area}`),
  );
  return !holding.has(cause) && !isRaised && !isBeyond;
}

/** Its end, with what its instruments say now. */
function end({ pack, latest }: ProposingWorld, one: Warning): WarningCommand {
  const rests = (one.rests ?? []).flatMap((rest): Rest[] => {
    if (rest.kind !== 'reading') return [];
    const ordinal = pack.sensorOrdinals.get(rest.sensor) ?? -1;
    const [at, value] = [latest.at[ordinal] ?? 0, latest.value[ordinal]];
    return at > rest.at && value !== undefined ? [{ ...rest, at, value }] : [];
  });
  const isOfFigure = (one.rests ?? []).some(({ kind }) => kind === 'figure');
  const basis = isOfFigure ? '触发预警的指标已回到界限以内' : '触发预警的监测点均已回到界限以内';
  return {
    kind: 'ask-warning',
    warning: one.id,
    colour: null,
    basis,
    ...(rests.length > 0 && { rests: rests.slice(0, mostRests) }),
  };
}

const endOf = (one: WarningState): number =>
  isIssued(one) ? (one.releasedAt ?? 0) : (one.rejected?.at ?? 0);

/** By cause the gravest line that holds. */
function gravest(pack: LoadedPack, signs: Signs, settled: (cause: string) => number): Map<string, Held> {
  const found = new Map<string, Held>();
  const put = (held: Held): void => {
    const cause = causeOf(held.line.kind, held.area);
    const before = found.get(cause);
    if (!before || isGraver(held.line.colour, before.line.colour)) found.set(cause, held);
  };
  const byRule = groupBy(signs.raised, ({ rule }) => rule);
  for (const [place, line] of (pack.pack.policy.warning?.proposes ?? []).entries()) {
    const isNew = ({ since }: { since: number }, area: string): boolean =>
      since > settled(causeOf(line.kind, area));
    for (const figure of signs.beyond) {
      const { area = 'all' } = figure;
      if (figure.line === place && signs.now - figure.since >= heldMsOf(line) && isNew(figure, area))
        put({ line, area, raises: [], figure });
    }
    if (line.rule === undefined) continue;
    const areas = groupBy(byRule.get(line.rule) ?? [], (one) => areaOf(pack, one, line.level) ?? '');
    for (const [area, all] of areas) {
      const raises = all.filter((one) => isNew(one, area));
      if (area !== '' && raises.length >= line.least) put({ line, area, raises });
    }
  }
  return found;
}

/** The grid of a level in which an instrument stands; `all` of the whole, nothing where it stands outside. */
function areaOf(pack: LoadedPack, { sensor }: RaisedRule, level: number): string | undefined {
  if (level === 0) return 'all';
  const place = pack.pack.sensors[sensor]?.place;
  return place && pack.grid.locate(place)[level - 1]?.id;
}

function propose(world: ProposingWorld, cause: string, held: Held): WarningCommand {
  const { pack } = world;
  const { line, area } = held;
  const name = area === 'all' ? '' : (chainTo(pack.grid, area).at(-1)?.name ?? '');
  const { colour, measures, actions, to } = line;
  return {
    kind: 'propose-warning',
    colour,
    cause,
    measures,
    title: `${name}${line.title}`,
    basis: wordsOf(pack, held),
    rests: restsOf(world, held),
    grids: area === 'all' ? [] : [area],
    ...(actions && { actions }),
    ...(to && { to }),
  };
}

/** What was measured last by the instruments on which the rule is raised, or the indicator as it stands. */
function restsOf({ pack, latest }: ProposingWorld, { raises, line, figure }: Held): Rest[] {
  if (figure) {
    const { indicator, at, value, limit } = figure;
    return [{ kind: 'figure', indicator, at, value, limit, ...namedFigure(pack, figure) }];
  }
  return newest(raises).flatMap(({ sensor }): Rest[] => {
    const one = pack.pack.sensors[sensor];
    const at = latest.at[sensor] ?? 0;
    const value = latest.value[sensor];
    if (!one || at === 0 || value === undefined) return [];
    const rule = pack.rulesOf(sensor).find(({ id }) => id === line.rule);
    return [
      {
        kind: 'reading',
        sensor: one.id,
        at,
        value,
        name: inRecord(one.name),
        measure: one.measure,
        ...(rule && 'enter' in rule && { limit: rule.enter }),
      },
    ];
  });
}

const newest = (raises: readonly RaisedRule[]): RaisedRule[] =>
  raises.toSorted((a, b) => b.since - a.since || a.sensor - b.sensor).slice(0, mostRests);

/** So many instruments are called by their names. */
const mostNamed = 2;

const namedIndicator = ({ pack }: LoadedPack, id: string): { name: string; measure: string } => {
  const one = pack.indicators.find((each) => each.id === id);
  return { name: inRecord(one?.name) ?? id, measure: one?.measure ?? '' };
};

/** The same with the name of the area that it is of. */
function namedFigure(pack: LoadedPack, { indicator, area }: BeyondBound): { name: string; measure: string } {
  const { name, measure } = namedIndicator(pack, indicator);
  const place = area === undefined ? '' : `${pack.grid.byId.get(area)?.name ?? area} `;
  return { name: `${place}${name}`, measure };
}

/** An indicator's value beside its bound, in words. */
function wordsOfFigure(pack: LoadedPack, figure: BeyondBound): string {
  const { indicator, value, limit, since, at } = figure;
  const { name, measure } = namedFigure(pack, figure);
  const decimals = pack.pack.indicators.find(({ id }) => id === indicator)?.decimals ?? 0;
  const side = value > limit ? '高于上限' : '低于下限';
  const minutes = Math.floor((at - since) / minuteMs);
  const lasts = minutes < 120 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时`;
  return `${name} ${value.toFixed(decimals)}${measure}，${side} ${limit}${measure}，已持续 ${lasts}`;
}

/** Which instruments stand at what, in words: a rule's id says nothing to who signs. */
function wordsOf(pack: LoadedPack, { raises, line, figure }: Held): string {
  if (figure) return wordsOfFigure(pack, figure);
  const newer = newest(raises);
  const [first] = newer;
  const names = newer
    .slice(0, mostNamed)
    .flatMap(({ sensor }) => inRecord(pack.pack.sensors[sensor]?.name) || []);
  const item = pack.rulesOf(first?.sensor ?? -1).find(({ id }) => id === line.rule)?.item;
  const what = (item !== undefined && inRecord(pack.items.get(item)?.name)) || line.title;
  const others = raises.length > names.length ? `等 ${raises.length} 处监测点` : '';
  return `${names.join('、')}${others}达到“${what}”界限`;
}
