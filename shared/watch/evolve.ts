import type { Actor } from '../access/person.ts';
import { dayMs } from '../kernel/span.ts';
import { evolveLamps } from './lamps.ts';
import type { PostLine, RosterLine, Sheet, Watch, WatchFact } from './watch.ts';

/** A fact with who and when. */
export interface WatchEvent {
  at: number;
  by: Actor;
  fact: WatchFact;
}

/** Lines of the roster are kept in the state for so long after their day; the ledger has them for ever. */
const keptMs = 31 * dayMs;

/** The watch after a fact. */
export function evolveWatch(state: Watch, { at, by, fact }: WatchEvent): Watch {
  const version = state.version + 1;
  if (fact.kind === 'watch-step-done') {
    const { emergency } = state;
    if (!emergency) throw new Error('a step was done in peace');
    const done = [...emergency.done, { step: fact.step, by, at }];
    return { ...state, version, emergency: { ...emergency, done } };
  }
  // Nothing that another act can conflict with.
  if (fact.kind === 'watch-lamps-ordered' || fact.kind === 'watch-lamps-answered')
    return { ...state, version, lamps: evolveLamps(state.lamps, version, { at, by, fact }) };
  const acted = { ...state, version, actedVersion: version };
  switch (fact.kind) {
    case 'watch-switched':
      return switched(acted, at, by, fact);
    case 'watch-handed-over':
      return { ...acted, sheet: { number: version, by, at, day: fact.day, shift: fact.shift } };
    case 'watch-taken-over':
      return { ...acted, sheet: null, keeper: { by, since: at } };
    case 'watch-rostered':
      return {
        ...acted,
        roster: withRoster(state.roster, fact.roster, at),
        posts: withPosts(state.posts, fact.posts),
      };
  }
}

function switched(
  state: Watch,
  at: number,
  by: Actor,
  { emergency, reason }: Extract<WatchFact, { kind: 'watch-switched' }>,
): Watch {
  if (!emergency) return { ...state, emergency: null, peace: { by, since: at, reason } };
  const before = state.emergency;
  // Another level of the same plan goes on from where it was; another plan has steps of its own.
  const done = before?.plan === emergency.plan ? before.done : [];
  return { ...state, emergency: { ...emergency, reason, by, since: before?.since ?? at, done } };
}

function withRoster(lines: readonly RosterLine[], more: readonly RosterLine[], at: number): RosterLine[] {
  const oldest = new Date(at - keptMs).toISOString().slice(0, 10);
  const byShift = new Map<string, RosterLine>();
  for (const line of [...lines, ...more]) {
    const key = `${line.day} ${line.shift}`;
    if (line.people.length > 0 && line.day >= oldest) byShift.set(key, line);
    else byShift.delete(key);
  }
  return [...byShift].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function withPosts(lines: readonly PostLine[], more: readonly PostLine[]): PostLine[] {
  return [...new Map([...lines, ...more].map((line) => [`${line.plan} ${line.post}`, line])).values()];
}

/** The hand-over sheets of some entries about the watch, in order; a signature without its sheet is left out. */
export function sheetsOf(entries: readonly (WatchEvent & { version: number })[]): Sheet[] {
  const sheets = new Map<number, Sheet>();
  let waiting: number | null = null;
  for (const { version, at, by, fact } of entries) {
    if (fact.kind === 'watch-handed-over') {
      const before = waiting === null ? undefined : sheets.get(waiting);
      if (before) sheets.set(before.number, { ...before, replaced: true });
      const { kind: _, ...written } = fact;
      sheets.set(version, { number: version, by, at, ...written, signed: null, replaced: false });
      waiting = version;
    } else if (fact.kind === 'watch-taken-over') {
      const written = sheets.get(fact.sheet);
      if (written) sheets.set(fact.sheet, { ...written, signed: { by, at, note: fact.note } });
      waiting = null;
    }
  }
  return [...sheets.values()];
}
