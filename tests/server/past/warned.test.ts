import { beforeAll, expect, it } from 'vitest';
import { creditOf } from '#shared/record/credit.ts';
import { entryOfMatter } from '#shared/record/credit-entries.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { originOfMeasure } from '#shared/warning/measure-origin.ts';
import {
  isIssued,
  isOver,
  type Warning,
  type WarningFact,
  type WarningState,
} from '#shared/warning/warning.ts';
import type { DecidedEntry } from '../../../server/ledger/bulk.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { makePast } from '../../../server/past/past.ts';
import { openStage } from '../../../server/past/stage.ts';
import { warnedTurns } from '../../../server/past/warned.ts';
import { foretoldOf, toPropose } from '../../../server/simulator/wardens.ts';
import { freshStory, isPretendSource, proposalOf, storiesOf } from '../../../server/simulator/forecasts.ts';

const seed = 3;
const now = Date.parse('2026-11-30T10:20:00+08:00');
const days = 20;
let packs: LoadedPack[];
let entries: DecidedEntry[];
let warnings: readonly WarningState[];
let origins: Map<string, string[]>;
let incidents: readonly Incident[];
const refused: string[] = [];

beforeAll(async () => {
  packs = await loadPacks({ ...packFolders(), only: ['longgang', 'xuxiake'] });
  const pack = must(
    packs.find(({ id }) => id === 'xuxiake'),
    'xuxiake',
  );
  const past = makePast({
    ...{ pack, now, days, seed, scale: 0.3 },
    head: () => '0'.repeat(64),
    refused: (what) => refused.push(what),
    progress: () => undefined,
  });
  entries = [...past.entries];
  const end = past.end();
  warnings = end.warnings ?? [];
  ({ incidents } = end);
  origins = new Map();
  for (const { origin, id } of end.incidents)
    if (origin?.startsWith('warning:')) origins.set(origin, [...(origins.get(origin) ?? []), id]);
});

const issued = (): Warning[] => warnings.filter(isIssued);

it('a past has warnings of every fate, one in effect, and one that waits for a signature', () => {
  expect(refused).toEqual([]);
  expect(issued().length).toBeGreaterThan(8);
  expect(issued().some(({ expired }) => expired === true)).toBe(true);
  expect(issued().some(({ releasedAt, expired }) => releasedAt !== undefined && !expired)).toBe(true);
  expect(issued().some(({ adjustedAt }) => adjustedAt !== undefined)).toBe(true);
  expect(issued().some(({ title }) => title === '暴雨')).toBe(true);
  const waiting = warnings.filter((one) => !isIssued(one) && !isOver(one));
  expect(waiting.length).toBeGreaterThan(0);
  expect(issued().filter((one) => !isOver(one)).length).toBeGreaterThan(0);
  for (const one of issued()) {
    expect(isOver(one), one.title).toBe(must(one.until, 'until') <= now || one.releasedAt !== undefined);
    expect(one.issuedAt).toBeGreaterThan(must(one.proposed, 'proposed').at);
  }
});

it('firms stand in the list of abnormal operation, proposed by a unit and told before, and some are examined', () => {
  const told = incidents.flatMap(({ id, procedure, node, reached, reportedAt, closedAt, data = {} }) => {
    if (!procedure.endsWith('-listing')) return [];
    const entry = entryOfMatter(procedure, { id, node, reached, openedAt: reportedAt, closedAt, data });
    return entry
      ? [
          {
            ...entry,
            reached,
            reporter: must(
              incidents.find((one) => one.id === id),
              id,
            ).reporter,
          },
        ]
      : [];
  });
  const listed = told.filter(({ what, ended }) => what === 'abnormal' && ended === undefined);
  expect(listed.length).toBeGreaterThan(0);
  expect(told.some(({ what }) => what === 'open-case')).toBe(true);
  for (const one of listed) {
    expect(one.reporter).toMatchObject({ role: 'handler', unit: 'dept-market' });
    // Whoever is listed was told, and had five working days to be heard.
    expect(one.at - must(one.reached['told'], 'told')).toBeGreaterThan(4 * dayMs);
    expect(creditOf([one], now)).toMatchObject({ grade: 'C' });
  }
});

it('is what its entries come to, each under the number of its first entry, and every source says that it is a demo', () => {
  const folded = new Map<string, WarningState>();
  let at = 0;
  for (const [i, entry] of entries.entries()) {
    expect(entry.at).toBeGreaterThanOrEqual(at);
    ({ at } = entry);
    if (!entry.fact.kind.startsWith('warning-')) continue;
    if (!folded.has(entry.subject)) expect(entry.subject.endsWith(`W${i + 1}`)).toBe(true);
    const before = folded.get(entry.subject) ?? null;
    folded.set(entry.subject, evolveWarning(before, entry.fact as WarningFact, entry.at, entry.by.name));
  }
  expect([...folded.values()]).toEqual(warnings);
  for (const { rests = [] } of warnings)
    for (const rest of rests) expect(rest.kind === 'forecast' && isPretendSource(rest.source)).toBe(true);
});

it('whenever a past is told, something stands at its end and for an hour more', () => {
  for (const pack of packs)
    for (let hour = 0; hour < 14 * 24; hour += 5) {
      const end = now + hour * hourMs;
      const turns = warnedTurns(pack, { start: end - 20 * dayMs, now: end, seed });
      const stage = openStage(pack, () => '0'.repeat(64));
      for (const one of turns) expect(one.take(stage, () => [])).toBe(null);
      const standing = [...stage.warnings.values()].filter((one) => isIssued(one) && !isOver(one));
      expect(standing.some(({ until = 0 }) => until > end + hourMs)).toBe(true);
    }
});

it('each measure with an item opened one matter, and most recipients read in time', () => {
  let opened = 0;
  for (const { id, actions = [] } of issued())
    for (const one of actions) {
      if (one.item === undefined) continue;
      expect(origins.get(originOfMeasure(id, one.id))?.length).toBe(1);
      opened += 1;
    }
  expect(opened).toBe(origins.size);
  const all = issued().flatMap(({ sent = [], read = {}, issuedAt }) =>
    issuedAt < now - hourMs ? sent.map((key) => Object.hasOwn(read, key)) : [],
  );
  expect(all.filter(Boolean).length / all.length).toBeGreaterThan(0.7);
});

it('stories are a function of the clock: a part of a stretch tells the same, and names what the county has', () => {
  for (const pack of packs) {
    const whole = storiesOf(pack, seed, now - 30 * dayMs, now + 30 * dayMs);
    expect(storiesOf(pack, seed, now, now + 30 * dayMs)).toEqual(
      whole.filter(({ proposedAt }) => proposedAt >= now),
    );
    // Something is in effect for most of the time.
    const hours = Array.from({ length: 24 * 60 }, (_, i) => now - 30 * dayMs + i * hourMs);
    const held = hours.filter((at) => whole.some(({ signedAt, until }) => signedAt <= at && until > at));
    expect(held.length / hours.length).toBeGreaterThan(0.6);
    for (const story of [...whole, freshStory(pack, seed, now - 4 * minuteMs)]) {
      for (const unit of [story.unit, ...story.to.units, ...story.actions.map((one) => one.unit)])
        expect(pack.units.has(unit), unit).toBe(true);
      for (const { item } of story.actions) if (item !== undefined) expect(pack.items.has(item)).toBe(true);
      expect(story.until).toBeGreaterThan(story.signedAt);
      if (story.raise) expect(story.raise.at).toBeLessThan(story.until);
    }
  }
});

it('the pretend people propose what is foretold once, sign it after a while, raise it once, and reject what came too late', () => {
  const pack = must(packs[0], 'a pack');
  const story = must(
    storiesOf(pack, seed, now - 60 * dayMs, now).find((one) => one.raise),
    'one that is raised',
  );
  const raise = must(story.raise, 'raise');
  const empty = { at: 0, standing: [], proposed: [], past: [] };
  const at = (ms: number): string[] => toPropose([story], empty, story.proposedAt + ms).map(({ key }) => key);
  expect([at(-1), at(0), at(3 * hourMs)]).toEqual([[], [story.key], []]);
  const content = { ...proposalOf(story), id: 'x', jurisdiction: pack.id, version: 1 };
  const by = { id: story.unit, name: 'u', role: 'handler' as const };
  const { kind: _, ...said } = content;
  const proposed = { ...said, by, proposedAt: story.proposedAt };
  const asked = (state: WarningState, when: number) => foretoldOf([story], { state }, when);
  expect(asked(proposed, story.proposedAt + 30 * minuteMs)).toBe(null);
  expect(asked(proposed, story.proposedAt + 41 * minuteMs)?.kind).toBe('sign-warning');
  expect(asked(proposed, story.until)?.kind).toBe('reject-warning');
  // What a visitor proposes is left to people.
  expect(asked({ ...proposed, rests: [] }, story.until)).toBe(null);
  const signed = { ...said, signer: by, issuedAt: story.signedAt };
  expect(asked(signed, raise.at - 1)).toBe(null);
  expect(asked(signed, raise.at)).toMatchObject({ kind: 'adjust-warning', colour: raise.colour });
  expect(asked({ ...signed, adjustedAt: raise.at }, raise.at + 1)).toBe(null);
});
