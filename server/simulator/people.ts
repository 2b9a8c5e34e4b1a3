import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { DemoJurisdiction } from '../access/demo.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { nextStep, type LifeWorld, type Step } from './lives.ts';
import { crewOf, makeReport, peoplesItems, untilNextReport } from './reports.ts';
import { signIn, type Session } from './session.ts';

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
 * registered at a desk, a hotline call too, is that visitor's to work on.
 */
export function isOurs({ reporter }: Pick<Incident, 'reporter'>): boolean {
  return ['system', 'source', 'field'].includes(reporter.role) || reporter.id.startsWith('sim-');
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
  const demo = must(pack.pack.demo, `demo figures of ${pack.id}`);
  const world: LifeWorld = {
    seed: plan.seed,
    calendar: pack.pack.calendar,
    spread: demo,
    crew: (incident, roll) => crewOf(pack, incident, roll),
  };
  const watcher = watchIncidents(plan, world, sessionOf);
  const reporter = startReporters(plan, sessionOf);
  log.info({ jurisdiction: pack.id }, 'the pretend people are at work');
  return {
    stop: () => {
      watcher.stop();
      reporter.stop();
    },
  };
}

/** Reports at the county's own pace. */
function startReporters(plan: PeoplePlan, sessionOf: (login: string) => Promise<Session>): { stop(): void } {
  const { pack, log } = plan;
  const roll = dice(seedOf(`${plan.seed}:${Date.now()}`));
  const items = peoplesItems(pack);
  const perDay = must(pack.pack.demo, 'demo').incidentsPerDay * plan.scale;
  let timer: NodeJS.Timeout;
  const later = (): void => {
    timer = setTimeout(
      () => void report().finally(later),
      Math.min(untilNextReport(Date.now(), perDay, pack, roll), 10 * minuteMs),
    );
  };
  const report = async (): Promise<void> => {
    const made = makeReport(pack, items, roll);
    const town = pack.grid.locate(made.place)[0]?.id ?? '';
    const field = plan.demo.people.find(({ login }) => login === `field-${town}`);
    try {
      if (made.source === 'patrol' && field) {
        const sent = await (await sessionOf(field.login)).command(made);
        if (!sent.ok) log.warn({ sent }, 'a patrol report was refused');
      } else await hotline(plan, made);
    } catch (error) {
      log.warn({ error: String(error) }, 'a report did not arrive');
    }
  };
  later();
  return { stop: () => clearTimeout(timer) };
}

async function hotline(
  { base, pack, demo }: PeoplePlan,
  { kind: _, origin: __, ...body }: ReturnType<typeof makeReport>,
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
  step: Step | null;
  version: number;
}

/** Looks at the list of living incidents and does what is due, one act at a time. */
function watchIncidents(
  plan: PeoplePlan,
  world: LifeWorld,
  sessionOf: (login: string) => Promise<Session>,
): { stop(): void } {
  const { pack, log } = plan;
  const watched = new Map<string, Watched>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const stampOf = (row: IncidentList['rows'][number]): string =>
    `${row.node}:${row.lead ?? ''}:${row.reworks}`;
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
          step: isOurs(incident) ? nextStep(incident, world) : null,
          version: incident.version,
        };
        watched.set(row.id, known);
      }
      if (!known.step || known.step.at > Date.now()) continue;
      await act(row.id, known, known.step);
    }
  };
  const act = async (id: string, known: Watched, step: Step): Promise<void> => {
    const session = await sessionOf(step.by === 'duty' ? 'duty3' : must(step.unit, 'unit'));
    const sent = await session.command({
      kind: 'take',
      incident: id,
      version: known.version,
      transition: step.transition,
      form: step.form,
    });
    if (!sent.ok)
      log.debug({ id, step: step.transition, sent }, 'somebody was faster, or it is not possible now');
    watched.delete(id);
  };
  const round = (): void => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) =>
          log.warn({ jurisdiction: pack.id, error: String(error) }, 'the pretend people could not look'),
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
