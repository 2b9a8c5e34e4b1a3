import type { Actor } from '#shared/access/person.ts';
import type { IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { WarningCommand } from '#shared/warning/warning.ts';
import { columnsOf } from '../commands/columns-of.ts';
import { appendPast, type DecidedEntry, type TellDecided } from '../ledger/bulk.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { Execute, Ledger } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { makePast } from './past.ts';

/** Counts of what was written, and what the pretend people were refused: a fault of theirs, which must not keep a house from starting. */
export interface WrittenPast {
  incidents: number;
  entries: number;
  refused: string[];
}
/** Makes the past of a county and writes it; null, with nothing written, when its ledger is not empty. */
export type WritePast = (
  pack: LoadedPack,
  plan: { now: number; days: number; progress(share: number): void },
) => Promise<WrittenPast | null>;

export interface TellPastOptions {
  ledger: Pick<Ledger, 'head'>;
  write: WritePast;
  packs: Packs;
  clock: () => number;
  log: Log;
  execute: Execute;
  /** Days of past; 0 tells none. */
  days: number;
}

const seed = 20_261_122;
const leader: Actor = { id: 'leader', name: '分管领导', role: 'leader' };
/** So many counties at a time: while one is made, PostgreSQL works on what the other has written. */
const lanes = 2;

/** Gives every demo county without a ledger a past, and the warnings that are in effect today. Says how far it is. */
export async function tellPast(options: TellPastOptions): Promise<void> {
  const { days, packs, ledger } = options;
  const waiting: LoadedPack[] = [];
  for (const pack of packs.all())
    if (days > 0 && pack.pack.demo && (await ledger.head(pack.id)).seq === 0) waiting.push(pack);
  // The largest first: the others fit beside it.
  const rate = ({ pack }: LoadedPack): number => pack.demo?.incidentsPerDay ?? 0;
  waiting.sort((a, b) => rate(b) - rate(a));
  const lane = async (): Promise<void> => {
    for (let pack = waiting.shift(); pack; pack = waiting.shift()) await tellOne(pack, options);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function tellOne(
  pack: LoadedPack,
  { write, clock, log, execute, days }: TellPastOptions,
): Promise<void> {
  const name = pack.pack.identity.name.zh;
  const since = performance.now();
  log.info({ jurisdiction: pack.id }, `${name}: writing ${days} days of demo past`);
  let shown = 0;
  const progress = (share: number): void => {
    if (share < shown + 0.25) return;
    shown = share;
    log.info({ jurisdiction: pack.id }, `${name}: ${Math.round(share * 100)} %`);
  };
  const written = await write(pack, { now: clock(), days, progress });
  if (!written) return;
  for (const command of demoWarnings(pack)) {
    const order = { jurisdiction: pack.id, by: { ...leader, jurisdiction: pack.id, grids: [] } };
    const answer = await execute({ ...order, command });
    if (isRefusal(answer)) throw new Error(`demo warning of ${pack.id}: ${answer.reason}`);
    // They are of yesterday: somebody has taken note of them.
    await execute({ ...order, command: { kind: 'take-warning', warning: answer.subject } });
  }
  const ms = Math.round(performance.now() - since);
  const { refused, ...counts } = written;
  for (const what of refused) log.error({ jurisdiction: pack.id, what }, 'refused in the past');
  log.info({ jurisdiction: pack.id, ...counts, ms }, `${name}: the past is told`);
}

/** Writes pasts from here. */
export function writePast(database: Database): WritePast {
  return async (pack, plan) => {
    const counts: WrittenPast = { incidents: 0, entries: 0, refused: [] };
    const tell: TellDecided = (head) => {
      const past = makePast({
        ...plan,
        pack,
        seed,
        scale: 1,
        head,
        refused: (what) => counts.refused.push(what),
      });
      function* entries(): Generator<DecidedEntry> {
        for (const entry of past.entries) {
          counts.entries += 1;
          yield entry;
        }
      }
      return { entries: entries(), end: past.end };
    };
    const columns = (incident: Incident): IncidentColumns => {
      counts.incidents += 1;
      return columnsOf(pack, incident);
    };
    return (await appendPast(database, pack.id, tell, columns)) ? counts : null;
  };
}

/** Three warnings in effect: two over the whole county, one for a place. */
function demoWarnings({ id, grid }: LoadedPack): WarningCommand[] {
  const roll = dice(seedOf(`${seed}:${id}:warnings`));
  const cell = roll.pick(grid.levels[0]);
  const issue = { kind: 'issue-warning', measures: '' } as const;
  return [
    {
      ...issue,
      colour: 'blue',
      title: '大风',
      basis: '预计夜间阵风 7 级',
      measures: '检查户外广告与脚手架',
      grids: [],
    },
    {
      ...issue,
      colour: 'yellow',
      title: '道路结冰',
      basis: '最低气温将降至 0 ℃ 以下',
      measures: '备足融雪物资，桥面巡查',
      grids: [],
    },
    {
      ...issue,
      colour: 'orange',
      title: `${cell.name} 内涝风险`,
      basis: '低洼点水位上涨',
      measures: '泵站全开，值守易涝点',
      grids: [cell.id],
      place: cell.centre,
    },
  ];
}
