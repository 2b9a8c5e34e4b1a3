import { listReport, notDone } from '#shared/duty/issue.ts';
import { listsBegun } from '#shared/duty/list.ts';
import { endOfPeriod } from '#shared/duty/period.ts';
import { clockActor } from '#shared/incident/due.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Turn } from '../simulator/course.ts';

/** The turn of a past day for the task lists, as the clock of a living house does it: what is over ends, what begins is issued. */
export function listTurns(pack: LoadedPack, incidents: Iterable<Incident>, midnight: number): Turn[] {
  const { policy, calendar, duties: items = [] } = pack.pack;
  if (!policy.duties) return [];
  const ground = { grid: pack.grid, calendar, policy: policy.duties, items };
  const listed = new Set(policy.duties.lists.map(({ item }) => item));
  const isOver = ({ item, closedAt, ended, data }: Incident): boolean =>
    listed.has(item) &&
    closedAt === undefined &&
    ended === undefined &&
    (endOfPeriod(calendar, String(data?.['period'] ?? '')) ?? Infinity) <= midnight;
  const over = [...incidents].filter(isOver).map(({ id, version }) => ({
    kind: 'take' as const,
    incident: id,
    version,
    transition: 'give-up',
    form: notDone,
  }));
  const begun = listsBegun(policy.duties, pack.grid, calendar, midnight - dayMs, midnight);
  return [...over, ...begun.map((list) => listReport(ground, list))].map((command) => ({
    at: midnight,
    by: clockActor,
    command,
  }));
}
