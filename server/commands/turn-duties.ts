import { listReport, notDone } from '#shared/duty/issue.ts';
import { listsBegun } from '#shared/duty/list.ts';
import { endOfPeriod } from '#shared/duty/period.ts';
import { clockActor } from '#shared/incident/due.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute, Order } from '../ports.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { readIssuedDuties, readOpenDuties } from '../storage/record/duty-queries.ts';

export interface DutyPorts {
  database: Database;
  execute: Execute;
  log: Log;
}
/** Orders sent together. */
const handful = 200;

/**
 * The turn of a day for the task lists 任务清单: what was not done in its period ends as not done, and the lists begin whose
 * period began after `since`. A list goes to a post of a grid and names no person: it asks for a place to be looked after,
 * and nobody's name is on it to be counted, compared or checked in. Done twice, it does nothing the second time; throws
 * when not all of it could be done, and is then called again.
 */
export async function turnDuties(
  pack: LoadedPack,
  since: number,
  now: number,
  ports: DutyPorts,
): Promise<void> {
  const { duties: policy } = pack.pack.policy;
  if (!policy || policy.lists.length === 0) return;
  const procedures = [...new Set(policy.lists.flatMap(({ item }) => pack.items.get(item)?.procedure ?? []))];
  const { calendar } = pack.pack;

  const open = await readOpenDuties(ports.database, pack.id, procedures);
  const over = open.filter(({ data }) => {
    const end = endOfPeriod(calendar, String(data?.['period'] ?? ''));
    return end !== null && end <= now;
  });
  await sendAll(
    over.map(({ id, version }) => ({
      command: { kind: 'take', incident: id, version, transition: 'give-up', form: notDone },
    })),
    pack,
    ports,
  );

  const begun = listsBegun(policy, pack.grid, calendar, since, now);
  if (begun.length === 0) return;
  const ground = { grid: pack.grid, calendar, policy, items: pack.pack.duties ?? [] };
  const earliest = Math.min(...begun.map(({ period }) => period.begin));
  const issued = await readIssuedDuties(ports.database, pack.id, procedures, earliest);
  const missing = begun.filter(({ origin }) => !issued.has(origin));
  // The keys of earlier periods are forgotten after a month; the look at what was issued is not.
  await sendAll(
    missing.map((list) => ({ key: list.origin, command: listReport(ground, list) })),
    pack,
    ports,
  );
}

/** Sends in handfuls. Throws when the house is too busy to take them; another refusal falls alone. */
async function sendAll(
  orders: Pick<Order, 'key' | 'command'>[],
  { id: jurisdiction }: LoadedPack,
  { execute, log }: Pick<DutyPorts, 'execute' | 'log'>,
): Promise<void> {
  for (let from = 0; from < orders.length; from += handful) {
    const answers = await Promise.all(
      orders.slice(from, from + handful).map((order) => execute({ ...order, jurisdiction, by: clockActor })),
    );
    for (const answer of answers.filter(isRefusal)) {
      if (answer.code === 'busy') throw new Error(answer.reason);
      // Somebody finished it in this very moment.
      if (answer.code !== 'conflict' && answer.code !== 'not-now')
        log.error({ jurisdiction, code: answer.code, reason: answer.reason }, 'duty task list refused');
    }
  }
}
