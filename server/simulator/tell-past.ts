import type { Actor } from '#shared/access/person.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { WarningCommand } from '#shared/warning/warning.ts';
import type { TellDecided } from '../ledger/bulk.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute, Ledger } from '../ports.ts';
import { makePast } from './past.ts';

export interface TellPastOptions {
  ledger: Ledger;
  /** Writes a whole past; false when the ledger is not empty. */
  append(pack: LoadedPack, tell: TellDecided): Promise<boolean>;
  packs: readonly LoadedPack[];
  clock: () => number;
  log: Log;
  execute: Execute;
  /** Days of past; 0 tells none. */
  days: number;
}

const seed = 20_261_122;
const leader: Actor = { id: 'leader', name: '分管领导', role: 'leader' };

/**
 * Gives every demo county without a ledger a past, and the warnings that are in effect today. Says how far it is. While the
 * database still works on what hangs on the entries of one county, the next one's are made.
 */
export async function tellPast(options: TellPastOptions): Promise<void> {
  const told: Promise<void>[] = [];
  for (const pack of options.days === 0 ? [] : options.packs) {
    if (!pack.pack.demo || (await options.ledger.head(pack.id)).seq > 0) continue;
    let entriesMade = (): void => undefined;
    const made = new Promise<void>((resolve) => (entriesMade = resolve));
    const telling = tellOne(pack, options, entriesMade);
    // Its fault is met at the end at the latest, and ends the telling at once when nothing else is under way.
    telling.catch(() => undefined);
    told.push(telling);
    await Promise.race([telling, made]);
  }
  await Promise.all(told);
}

async function tellOne(
  pack: LoadedPack,
  { ledger, append, clock, log, execute, days }: TellPastOptions,
  entriesMade: () => void,
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
  let incidents = 0;
  const written = await append(pack, (head) => {
    const past = makePast({ pack, now: clock(), days, seed, scale: 1, head, progress });
    const end = (): ReturnType<typeof past.end> => {
      const ended = past.end();
      incidents = ended.incidents.length;
      entriesMade();
      return ended;
    };
    return { entries: past.entries, end };
  });
  if (!written) return;
  const entries = (await ledger.head(pack.id)).seq;
  for (const command of demoWarnings(pack)) {
    const order = { jurisdiction: pack.id, by: { ...leader, jurisdiction: pack.id, grids: [] } };
    const answer = await execute({ ...order, command });
    if (isRefusal(answer)) throw new Error(`demo warning of ${pack.id}: ${answer.reason}`);
    // They are of yesterday: somebody has taken note of them.
    await execute({ ...order, command: { kind: 'take-warning', warning: answer.subject } });
  }
  const figures = { incidents, entries, ms: Math.round(performance.now() - since) };
  log.info({ jurisdiction: pack.id, ...figures }, `${name}: the past is told`);
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
