import { namelessOf } from '#shared/access/outsiders.ts';
import type { Actor } from '#shared/access/person.ts';
import { posts } from '#shared/access/post.ts';
import type { Change, IncidentFact } from '#shared/incident/fact.ts';
import type { Task, Told } from '#shared/incident/incident.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { Entry } from '#shared/wire/http.ts';
import type { Located } from '#shared/wire/responsibility.ts';
import { language } from '../locales/i18n.ts';
import type { Names } from './names.ts';
import { limitText, type Say } from './say.ts';
import { calledName } from './slice.ts';

export interface TimeLine {
  key: string;
  at: number;
  /** The ring this act closed (0-8), for the mark in front of the line. */
  ring: number | null;
  /** `look`: something went wrong here. */
  tone: 'plain' | 'look';
  text: string;
  /** What the person wrote. */
  note: string;
  by: string;
}

export interface Telling {
  say: Say;
  names: Names;
  gridPath: (ids: readonly string[]) => string;
}

/** Every act of an incident in words, first to last. The report tells three things and closes three rings, so it makes three lines. */
export function timeLines(entries: readonly Entry[], procedure: string, telling: Telling): TimeLine[] {
  let occurrences = 1;
  let tasks: readonly Task[] = [];
  return entries.flatMap((entry): TimeLine[] => {
    const line = (text: string, rest: Partial<TimeLine> = {}): TimeLine => ({
      key: `${entry.seq}`,
      at: entry.at,
      ring: null,
      tone: 'plain',
      note: '',
      by: entry.imported ? broughtBy(entry.imported, telling) : whoOf(entry.by, telling),
      text,
      ...rest,
    });
    const { fact } = entry;
    switch (fact.kind) {
      case 'reported':
        tasks = fact.incident.tasks;
        occurrences = fact.incident.occurrences;
        return reportLines(fact.incident, line, telling);
      case 'repeated':
        return [line(telling.say('desk.line.repeated', { n: ++occurrences }), { note: noteOf(fact) })];
      case 'noted':
        return [line(telling.say('desk.line.noted'), { note: fact.text })];
      case 'lapsed':
        return [
          line(telling.say('desk.line.lapsed', { clock: telling.names.clock(procedure, fact.clock) }), {
            tone: 'look',
          }),
        ];
      case 'advanced': {
        const set = fact.changes.find((change) => change.kind === 'tasks-set');
        const words = [
          telling.names.transition(procedure, fact.transition),
          ...fact.changes.flatMap((change) => changeWords(change, { tasks, procedure }, telling)),
        ];
        if (set) tasks = set.tasks;
        const tone = fact.changes.some((c) => c.kind === 'counted' && looks.has(c.what)) ? 'look' : 'plain';
        return [line(words.join(' · '), { note: fact.note, ring: closedRing(fact.changes), tone })];
      }
      default:
        return [besideLine(fact, line, procedure, telling)];
    }
  });
}

/** Who brought a past deed in, and from where: nobody here did it. */
const broughtBy = ({ by, from, row }: NonNullable<Entry['imported']>, { say }: Telling): string =>
  say('desk.line.brought', { who: by.name, from, row });

type Beside = Exclude<IncidentFact, { kind: 'reported' | 'repeated' | 'noted' | 'lapsed' | 'advanced' }>;

/** What goes on beside the steps: words, reminders, escalations, and what comes of the matters that this one opened. */
function besideLine(fact: Beside, line: MakeLine, procedure: string, { say, names }: Telling): TimeLine {
  switch (fact.kind) {
    case 'said': {
      const how = fact.order ? 'order' : fact.replyTo === undefined ? 'word' : 'reply';
      const to = fact.to.length > 0 ? ` → ${fact.to.map(names.unit).join(say('flow.and'))}` : '';
      return line(say(`channel.line.${how}`) + to, { note: fact.text });
    }
    case 'absorbed':
      return line(say('flow.line.absorbed', { id: fact.from, n: fact.occurrences }), {
        note: fact.detail || fact.title,
      });
    case 'seen':
      return line(say('flow.line.seen', { n: fact.messages.length }));
    case 'reminded': {
      const to = fact.to.map((told) => toldName(told, names)).join(say('flow.and'));
      return line(say('channel.line.reminded', { clock: names.clock(procedure, fact.clock), to }));
    }
    case 'escalated': {
      const { rung, to, skipped, last } = fact;
      const clock = names.clock(procedure, fact.clock);
      const words = [
        say('flow.line.escalated', { clock, rung, to: to.name }),
        ...(skipped.length > 0
          ? [say('flow.line.skipped', { levels: levelWords(skipped, say, names) })]
          : []),
        ...(last ? [say('flow.line.last')] : []),
      ];
      return line(words.join(' · '), { tone: 'look' });
    }
    case 'joined': {
      const points = fact.points.map((one) =>
        say('desk.line.points', { unit: names.unit(one.unit), points: one.points }),
      );
      const joined = say('flow.line.joined', {
        id: fact.child,
        outcome: say(`flow.outcome.${fact.outcome}`),
      });
      // A matter under way that books points here says nothing else.
      return line((fact.outcome === 'open' ? points : [joined, ...points]).join(' · '));
    }
  }
}

/** Levels of the ladder by name: posts, and units above the one that leads. */
export function levelWords(levels: readonly string[], say: Say, names: Pick<Names, 'unit'>): string {
  return levels
    .map((level) => (posts.some((post) => post === level) ? say(`words.post.${level}`) : names.unit(level)))
    .join(say('flow.and'));
}

const looks = new Set(['return', 'rework', 'escalation', 'appeal', 'reopen']);

type MakeLine = (text: string, rest?: Partial<TimeLine>) => TimeLine;

function reportLines(
  incident: Extract<IncidentFact, { kind: 'reported' }>['incident'],
  line: MakeLine,
  { say, gridPath }: Telling,
): TimeLine[] {
  const key = incident.id;
  const source = say(`words.source.${incident.source}`);
  const evidence = incident.evidence.find((one) => one.kind === 'readings' || one.kind === 'detection');
  const lines = [
    line(say('desk.line.reported', { source }), { ring: 0, note: evidence?.text ?? incident.detail }),
  ];
  if (incident.grids.length > 0)
    lines.push(
      line(say('desk.line.located', { grid: gridPath(incident.grids) }), {
        key: `${key}-grid`,
        ring: 1,
        by: '',
      }),
    );
  else if (!incident.placeless)
    lines.push(line(say('desk.line.no-grid'), { key: `${key}-grid`, tone: 'look', by: '' }));
  if (incident.responsible)
    lines.push(
      line(say('desk.line.responsible', { name: incident.responsible.name }), {
        key: `${key}-person`,
        ring: 2,
        by: '',
      }),
    );
  return lines;
}

function noteOf(fact: { evidence: readonly { text: string }[] }): string {
  return fact.evidence.flatMap(({ text }) => text || []).join('；');
}

/** Of the rings an act closed, the one that says most: the last in order. */
function closedRing(changes: readonly Change[]): number | null {
  const closed = changes.flatMap((change) => (change.kind === 'moved' ? change.rings : []));
  return closed.length > 0 ? Math.max(...closed) - 1 : null;
}

function changeWords(
  change: Change,
  at: { tasks: readonly Task[]; procedure: string },
  { say, names }: Telling,
): string[] {
  switch (change.kind) {
    case 'tasks-set':
      return taskWords(change.tasks, at.tasks, { say, names });
    case 'asked': {
      const limit = change.ask.limit;
      return limit ? [say('desk.line.asked-limit', { limit: limitText(limit, say) })] : [];
    }
    case 'rated':
      return [say(change.own ? 'report.ownRating' : 'desk.line.rated', { score: change.score })];
    case 'points-booked':
      return change.points.map((one) =>
        say('desk.line.points', { unit: names.unit(one.unit), points: one.points }),
      );
    case 'merged':
      return [say('desk.line.merged', { into: change.into })];
    case 'graded':
      return [say('flow.line.graded', { grade: say(`flow.related.grades.${change.grade}`) })];
    case 'kept':
      return names
        .kept(at.procedure, change.data, say)
        .map(({ field, value }) => say('flow.line.kept', { field, value }));
    case 'opened':
      return openedWords(change.children, { say, names });
    case 'drawn': {
      const { picked, pool, seed } = change.draw;
      const drawn = picked.map(({ name }) => name).join(say('flow.and'));
      return [say('flow.line.drawn', { size: pool.size, names: drawn, seed: seed.slice(0, 8) })];
    }
    case 'booked-above':
      return change.points.map((one) =>
        say('flow.line.bookedAbove', { unit: names.unit(one.unit), points: one.points }),
      );
    default:
      return [];
  }
}

/** The matters that a step opened, counted by what they are. */
function openedWords(
  children: Extract<Change, { kind: 'opened' }>['children'],
  { say, names }: Pick<Telling, 'say' | 'names'>,
): string[] {
  return [...groupBy(children, ({ item }) => item)].map(([item, list]) =>
    say('flow.line.opened', { n: list.length, item: names.item(item) }),
  );
}

/** Names the units whose tasks are new; signing and finishing are told by the act itself. */
function taskWords(
  tasks: readonly Task[],
  before: readonly Task[],
  { say, names }: Pick<Telling, 'say' | 'names'>,
): string[] {
  const known = new Set(before.map((task) => task.id));
  const fresh = tasks.filter((task) => !known.has(task.id) && task.state === 'issued');
  const lead = fresh.filter((task) => task.role === 'lead').map((task) => names.unit(task.unit));
  const co = fresh.filter((task) => task.role === 'co').map((task) => names.unit(task.unit));
  return [
    ...(lead.length > 0 ? [say('desk.line.lead', { units: lead.join(say('flow.and')) })] : []),
    ...(co.length > 0 ? [say('desk.line.co', { units: co.join(say('flow.and')) })] : []),
  ];
}

/** Whom the house told of something: a unit by its name in the language of the screen. */
const toldName = ({ name, unit }: Told, names: Names): string =>
  unit !== undefined && names.isUnit(unit, name) ? names.unit(unit) : name;

function whoOf(by: Actor, { say, names }: Telling): string {
  if (by.role === 'source') return say('desk.line.by-system');
  const nameless = namelessOf(by);
  if (nameless !== null) return say(`words.actor.${nameless}`);
  // A seat of the centre is known by its name; everybody else by unit and name.
  if (by.unit === undefined || by.role === 'duty') return calledName(by.name, language());
  const unit = names.unit(by.unit);
  return names.isUnit(by.unit, by.name) || by.name.includes(unit) ? unit : `${unit} ${by.name}`;
}

/** A grid chain by name, widest first: 夏港街道 › 长江村 › 07 网格. Ids stand for names that are not known yet. */
export function gridPathOf(ids: readonly string[], located: Pick<Located, 'grids'> | null): string {
  return ids.map((id) => located?.grids.find((grid) => grid.id === id)?.name ?? id).join(' › ');
}
