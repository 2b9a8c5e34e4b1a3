import type { Person } from '#shared/access/person.ts';
import type { Form, Report } from '#shared/incident/command.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { stillPacks } from '../../server/packs/port.ts';
import type { Actor } from '#shared/access/person.ts';
import { countingMetrics, person, testPack, testReport } from './county.ts';
import { testDatabase } from './postgres.ts';

export const duty = person('duty');
export const handler = (unit: string): Person => person('handler', { unit });

/** The record lane of the toy county on a real database, with a clock in the hand. */
export async function recordLane(options: { packs?: LoadedPack[]; now?: number } = {}) {
  const { database, url, stop } = await testDatabase();
  const log = openLog('silent');
  const time = { now: options.now ?? Date.now() };
  const packs = stillPacks(options.packs ?? [testPack()]);
  const commands = await openExecute({
    database,
    packs,
    log,
    clock: () => time.now,
    metrics: countingMetrics(),
  });
  const { execute } = commands;
  const report = async (more: Partial<Report> = {}, by: Person | Actor = duty): Promise<string> =>
    done(await execute({ jurisdiction: 'toy', by, command: testReport(more) })).subject;
  const take = async (
    by: Person | Actor,
    incident: string,
    version: number,
    transition: string,
    form: Form = {},
    key?: string,
  ): Promise<CommandAnswer | Refusal> =>
    execute({
      jurisdiction: 'toy',
      by,
      ...(key !== undefined && { key }),
      command: { kind: 'take', incident, version, transition, form },
    });
  /** Takes the main way from the report to `filed`; the answer is its version. */
  const file = async (incident: string): Promise<number> => {
    done(await take(duty, incident, 1, 'accept'));
    return done(await take(duty, incident, 2, 'file')).version;
  };
  return {
    database,
    url,
    log,
    time,
    packs,
    execute,
    report,
    take,
    file,
    ledger: openLedger(database, log),
    records: openRecords(database),
    async end() {
      await commands.stop();
      await stop();
    },
  };
}
export type RecordLane = Awaited<ReturnType<typeof recordLane>>;

/** The answer of a command that must have been carried out. */
export function done(answer: CommandAnswer | Refusal): CommandAnswer {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.reason}`);
  return answer;
}
