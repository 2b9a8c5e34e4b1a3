import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { refuse, toldOf, type Refusal, type RefusalCode } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { alikeAmong } from '#shared/incident/clue-meter.ts';
import { clueIn, clueWithoutPlace, hiddenName, spikeMs, spikesOf, usualMs } from '#shared/incident/clue.ts';
import { plainAnswer, type BatchAnswer } from '#shared/sensing/reading.ts';
import type * as wire from '#shared/wire/clues.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Source } from '../access/sources.ts';
import { openMatterOf } from '../clues/matter.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute } from '../ports.ts';
import type { ClueStore, NewClue, StoredClue } from '../storage/readings/clue-store.ts';

export interface CluePorts {
  clues: ClueStore;
  execute: Execute;
  now: () => number;
}
const [shownRows, courseMs] = [200, 48 * hourMs] as const;
/** Texts of a day that are held against each other, the newest, and groups that are told. */
const [comparedRows, shownGroups] = [300, 5] as const;
const areaOf = (person: Person): readonly string[] | null => (seesAll(person) ? null : person.grids);

/** What there is of a kind in somebody's sight. */
export async function listClues(
  { clues, now }: CluePorts,
  pack: LoadedPack,
  person: Person,
  asked: wire.ClueAsked,
): Promise<wire.ClueList> {
  const at = now();
  const [area, { kind }] = [areaOf(person), asked];
  const late = at - spikeMs;
  const [rows, open, topics, hours, day] = await Promise.all([
    clues.list(pack.id, area, { ...asked, limit: shownRows }),
    clues.open(pack.id, area),
    clues.topics(pack.id, area, { kind, from: late - usualMs, late, to: at + 1 }),
    clues.hours(pack.id, area, { kind, from: Math.floor((at - courseMs) / hourMs) * hourMs, to: at + 1 }),
    clues.within(pack.id, area, { kind, from: at - dayMs, to: at + 1, limit: comparedRows }),
  ]);
  return {
    at,
    open: { opinion: 0, benefit: 0, arrears: 0, ...Object.fromEntries(open) },
    rows: rows.map((row) => told(pack, row)),
    topics: topics.map(({ topic, all, weight }) => ({ topic, n: all, weight })),
    hours,
    alike: alikeOf(pack, day),
    spikes: spikesOf(topics.map((one) => ({ topic: one.topic, n: one.late, before: one.all - one.late }))),
  };
}

function alikeOf({ grid }: LoadedPack, rows: readonly StoredClue[]): wire.ClueList['alike'] {
  const level = grid.levels.findIndex((cells) => cells.length > 1);
  return alikeAmong(rows, level)
    .slice(0, shownGroups)
    .flatMap(({ rows: [first, ...others], areas, media }) => {
      if (!first) return [];
      const { title, topic, at } = first;
      return { n: others.length + 1, title, topic, areas, media, first: at, last: others.at(-1)?.at ?? at };
    });
}

function told({ grid }: LoadedPack, { chain, lng: _, lat: _1, ...row }: StoredClue): wire.Clue {
  return { ...row, area: chain.map((id) => grid.byId.get(id)?.name ?? id) };
}

/** Says what one is; made a matter, it is reported by the one who says so, with its words as they came. */
export async function sayOfClue(
  { clues, execute, now }: CluePorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  { word, note }: wire.ClueWord,
): Promise<wire.Clue | Refusal> {
  const area = areaOf(person);
  const found = await clues.find(pack.id, area, id);
  if (!found) return refuse('unknown', 'no-clue', 'clue');
  const at = now();
  if (!(await clues.decide(pack.id, id, { state: word, person, at, note })))
    return refuse('conflict', 'clue-decided', 'clue');
  if (word === 'matter') {
    const refusal = await openMatterOf({ clues, execute }, pack, person, { ...found, decidedAt: at });
    if (refusal) return refusal;
  }
  const after = await clues.find(pack.id, area, id);
  return after ? told(pack, after) : refuse('unknown', 'no-clue', 'clue');
}

/** Takes what is right and tells of every other one why not. A token speaks of its own grids alone. */
export async function takeClues(
  { clues, now }: CluePorts,
  pack: LoadedPack,
  source: Pick<Source, 'source' | 'bounds'>,
  items: readonly unknown[],
): Promise<BatchAnswer> {
  const at = now();
  const refused: BatchAnswer['refused'] = [];
  const rows = new Map<string, NewClue>();
  for (const [index, item] of items.entries()) {
    const row = rowOf(pack, source, item, at);
    if ('reason' in row) refused.push({ index, ...row });
    else rows.set(row.id, row);
  }
  const stored = rows.size > 0 ? await clues.put(pack.id, at, [...rows.values()]) : new Set<string>();
  return plainAnswer(items.length, stored.size, refused);
}

type Slip = Omit<BatchAnswer['refused'][number], 'index'>;
const slip = (code: RefusalCode, said: Reason, field: string): Slip => ({ code, ...toldOf(said), field });

function rowOf(
  pack: LoadedPack,
  { source, bounds }: Pick<Source, 'source' | 'bounds'>,
  item: unknown,
  now: number,
): NewClue | Slip {
  const parsed = clueIn.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const said = issue
      ? issue.message === clueWithoutPlace
        ? because(clueWithoutPlace)
        : because('not-as-asked', { what: issue.message })
      : because('not-understood');
    return slip('invalid', said, issue?.path.join('.') ?? '');
  }
  const { grid, place, tone, subject, at: instant, ...said } = parsed.data;
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  if (at > now + hourMs) return slip('future', because('clue-future'), 'at');
  if (grid !== undefined && !pack.grid.byId.has(grid))
    return slip('unknown', because('unknown-grid'), 'grid');
  const chain = place ? pack.grid.locate(place) : chainTo(pack.grid, grid ?? '');
  if (chain.length === 0) return slip('invalid', because('place-outside'), 'place');
  if (bounds?.grids && !chain.some(({ id }) => bounds.grids?.includes(id)))
    return slip('forbidden', because('token-not-of-place'), 'place');
  return {
    ...said,
    id: `${source}:${said.id}`,
    at,
    tone: tone ?? null,
    subject: subject === undefined ? null : hiddenName(subject),
    chain: chain.map((cell) => cell.id),
    lng: place?.lng ?? null,
    lat: place?.lat ?? null,
    source,
  };
}
