import type { Report } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { DemoJurisdiction } from '../access/demo.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { arrivalsOf, type Arrival } from './arrivals.ts';
import { seatMark, type Cast } from './cast.ts';
import { stepOf, worldOf, type CourseWorld } from './course.ts';
import type { PlannedStep } from './plan-step.ts';
import { signIn, type Session } from './session.ts';
import { startWardens } from './wardens.ts';

/**
 * The people of a pretend county: citizens and grid members who report, an officer on the third seat, and a handler in every
 * unit. They look at the same lists as anyone and act over HTTP. What a visitor reports is left to the visitor.
 */
export interface PeoplePlan {
  pack: LoadedPack;
  demo: DemoJurisdiction;
  password: string;
  base: string;
  seed: number;
  scale: number;
  log: Log;
}
/**
 * Whether the pretend officers take care of an incident: what devices, tokens and grid members reported. What somebody
 * registered at a desk, a hotline call too, is that visitor's to work on; the pretend officers' own seat is `duty3`.
 */
export function isOurs({ reporter }: Pick<Incident, 'reporter'>): boolean {
  return (
    ['system', 'source', 'field'].includes(reporter.role) ||
    reporter.id.startsWith('sim-') ||
    reporter.id === 'duty3'
  );
}

export function startPeople(plan: PeoplePlan): { stop(): void } {
  const { pack, log } = plan;
  const sessions = new Map<string, Promise<Session>>();
  const sessionOf = (login: string): Promise<Session> => {
    const known = sessions.get(login);
    if (known) return known;
    const opened = signIn(plan.base, pack.id, login, plan.password);
    sessions.set(login, opened);
    opened.catch(() => sessions.delete(login));
    return opened;
  };
  const world = worldOf(pack, plan.seed);
  const watcher = followIncidents(plan, world, sessionOf);
  const reporter = startReporters(plan, world, sessionOf);
  const wardens = startWardens({ pack, seed: plan.seed, sessionOf, log });
  log.info({ jurisdiction: pack.id }, 'simulator: people started');
  return {
    stop: () => {
      watcher.stop();
      reporter.stop();
      wardens.stop();
    },
  };
}

/** Reports at the county's own pace. Alarms are left to the devices. */
function startReporters(
  plan: PeoplePlan,
  world: CourseWorld,
  sessionOf: (login: string) => Promise<Session>,
): { stop(): void } {
  const { pack, log, scale } = plan;
  const roll = dice(seedOf(`${plan.seed}:${Date.now()}`));
  const arrivals = arrivalsOf(pack, world, { from: Date.now(), scale, roll });
  let next = arrivals.next();
  let timer: NodeJS.Timeout;
  const later = (): void => {
    timer = setTimeout(wake, Math.min(Math.max(next.at - Date.now(), 0), 10 * minuteMs));
  };
  const wake = (): void => {
    if (next.at > Date.now()) return later();
    const due = next;
    next = arrivals.next();
    void tell(due).finally(later);
  };
  const tell = async ({ report, by }: Arrival): Promise<void> => {
    if (report.source === 'sensor') return;
    const wide = (report.place && pack.grid.locate(report.place)[0]?.id) ?? '';
    const seat = by.role === 'duty' ? 'duty3' : `field-${wide}`;
    const byPerson = report.source === 'patrol' || report.source === 'department';
    try {
      if (byPerson && plan.demo.people.some(({ login }) => login === seat)) {
        const sent = await (await sessionOf(seat)).command(report);
        if (!sent.ok) log.warn({ sent }, 'simulator: report refused');
      } else await hotline(plan, report);
    } catch (error) {
      log.warn({ error: String(error) }, 'simulator: report failed');
    }
  };
  later();
  return { stop: () => clearTimeout(timer) };
}

async function hotline(
  { base, pack, demo }: PeoplePlan,
  { kind: _, origin: __, form: ___, ...body }: Report,
): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${demo.sources['hotline'] ?? ''}`,
    'idempotency-key': crypto.randomUUID(),
  };
  const sent = await fetch(`${base}/api/${pack.id}/reports`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (!sent.ok) throw new Error(`hotline report: ${sent.status} ${(await sent.text()).slice(0, 200)}`);
}

interface Watched {
  /** What the list said when the detail was read: a change means the plan is old. */
  stamp: string;
  step: PlannedStep | null;
  version: number;
  /** The wide grid it lies in. */
  wide: string;
}

/** The demo sign-in that stands for somebody; the grid members of a wide grid act as its head. */
function loginOf({ role, post, unit, seat }: Cast, wide: string): string {
  if (role === 'handler') return `${unit ?? ''}${seatMark(seat)}`;
  if (role === 'field') return `${post === 'agent' ? 'agent' : 'field'}-${wide}`;
  return role === 'leader' ? 'leader' : post === 'duty-chief' ? 'chief' : 'duty3';
}

/** Looks at the list of living incidents and does what is due, one act at a time. */
function followIncidents(
  plan: PeoplePlan,
  world: CourseWorld,
  sessionOf: (login: string) => Promise<Session>,
): { stop(): void } {
  const { pack, log } = plan;
  const watched = new Map<string, Watched>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const stampOf = (row: IncidentList['rows'][number]): string => String(row.version);
  const look = async (): Promise<void> => {
    const officer = await sessionOf('duty3');
    const rows = await officer.livingIncidents();
    const living = new Set(rows.map((row) => row.id));
    for (const id of watched.keys()) if (!living.has(id)) watched.delete(id);
    for (const row of rows) {
      if (stopped) return;
      let known = watched.get(row.id);
      if (known?.stamp !== stampOf(row)) {
        const { incident } = await officer.incident(row.id);
        known = {
          stamp: stampOf(row),
          step: isOurs(incident) ? stepOf(incident, pack, world) : null,
          version: incident.version,
          wide: incident.grids[0] ?? '',
        };
        watched.set(row.id, known);
      }
      if (!known.step || known.step.at > Date.now()) continue;
      const session = await sessionOf(loginOf(known.step.by, known.wide));
      const sent = await takeStep(session, row.id, known.version, known.step);
      if (!sent.ok) log.debug({ id: row.id, step: known.step.transition, sent }, 'simulator: step refused');
      watched.delete(row.id);
    }
  };
  const round = (): void => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) =>
          log.warn({ jurisdiction: pack.id, error: String(error) }, 'simulator: reading matters failed'),
        )
        .finally(() => {
          if (!stopped) round();
        });
    }, 3_000);
  };
  round();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const takeStep = (session: Session, incident: string, version: number, { transition, form }: PlannedStep) =>
  session.command({ kind: 'take', incident, version, transition, form });
