import type { Actor } from '#shared/access/person.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { WarningCommand } from '#shared/warning/warning.ts';
import type { DecidedPast } from '../ledger/bulk.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute, Ledger } from '../ports.ts';
import { makePast } from './past.ts';

export interface TellPastOptions {
  ledger: Ledger;
  /** Writes a whole past; false when the ledger is not empty. */
  append(pack: LoadedPack, past: DecidedPast): Promise<boolean>;
  packs: readonly LoadedPack[];
  clock: () => number;
  log: Log;
  execute: Execute;
  /** Days of past; 0 tells none. */
  days: number;
}

const seed = 20_261_122;
const leader: Actor = { id: 'leader', name: '分管领导', role: 'leader' };

/** Gives every demo county without a ledger a past, and the warnings that are in effect today. Says how far it is. */
export async function tellPast(options: TellPastOptions): Promise<void> {
  const { ledger, packs, clock, log, execute, days } = options;
  if (days === 0) return;
  for (const pack of packs) {
    if (!pack.pack.demo || (await ledger.head(pack.id)).seq > 0) continue;
    const name = pack.pack.identity.name.zh;
    const since = performance.now();
    log.info({ jurisdiction: pack.id }, `${name}: writing ${days} days of demo past`);
    let told = 0;
    const progress = (share: number): void => {
      if (share < told + 0.25) return;
      told = share;
      log.info({ jurisdiction: pack.id }, `${name}: ${Math.round(share * 100)} %`);
    };
    const past = makePast({ pack, now: clock(), days, seed, scale: 1, progress });
    if (!(await options.append(pack, past))) continue;
    for (const command of demoWarnings(pack)) {
      const order = { jurisdiction: pack.id, by: { ...leader, jurisdiction: pack.id, grids: [] } };
      const answer = await execute({ ...order, command });
      if (isRefusal(answer)) throw new Error(`demo warning of ${pack.id}: ${answer.reason}`);
      // They are of yesterday: somebody has taken note of them.
      await execute({ ...order, command: { kind: 'take-warning', warning: answer.subject } });
    }
    const figures = {
      incidents: past.incidents.length,
      entries: past.entries.length,
      ms: Math.round(performance.now() - since),
    };
    log.info({ jurisdiction: pack.id, ...figures }, `${name}: the past is told`);
  }
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
