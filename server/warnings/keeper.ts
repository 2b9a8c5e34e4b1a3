import type { BeyondBound } from '#shared/warning/policy.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { secondMs } from '#shared/kernel/span.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { originOfMeasure } from '#shared/warning/measure-origin.ts';
import { unreadOf } from '#shared/warning/recipients.ts';
import {
  isIssued,
  isOver,
  type Measure,
  type Warning,
  type WarningCommand,
  type WarningFact,
  type WarningState,
} from '#shared/warning/warning.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf, Execute, HotLane, Ledger, LedgerEntry } from '../ports.ts';
import type { WarningQueries } from '../storage/record/warning-queries.ts';
import { openMeasure, warningKeeper } from './measures.ts';
import { causesOf, proposalsOf } from './proposing.ts';

/**
 * What the house itself does about warnings: ends those whose time is over, tells of recipients that are silent, opens what signed
 * measures ask for, and proposes what rules say. Every node does all of it: keys, causes and versions let it happen once.
 */
export interface KeeperPorts {
  packs: Packs;
  ledger: Pick<Ledger, 'head' | 'follow'>;
  warnings: WarningQueries;
  execute: Execute;
  hotLane: Pick<HotLane, 'raised' | 'latest'>;
  /** Indicators that the warning policy names and that lie beyond their bounds. */
  beyond: (jurisdiction: string) => readonly BeyondBound[];
  clock: () => number;
  /** While a clock is in doubt time does nothing. */
  doubt: DoubtOf;
  log: Log;
  works?: Works;
}
export interface Keeper {
  /** Looks now; it does so by itself every other second. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const beatMs = 2 * secondMs;

/** Starts it for every jurisdiction. */
export async function startKeeper(ports: KeeperPorts): Promise<Keeper> {
  let work: Promise<void> | null = null;
  const keepers = new Map<string, Awaited<ReturnType<typeof keepOne>>>();
  await ports.packs.serve(async ({ id }) => {
    const keeper = await keepOne(ports, id);
    keepers.set(id, keeper);
    return async () => {
      keepers.delete(id);
      await work;
      await keeper.stop();
    };
  });
  const look = (): Promise<void> =>
    (work ??= Promise.all([...keepers.values()].map((one) => one.look()))
      .then(() => undefined)
      .finally(() => (work = null)));
  const timer = setInterval(() => void look(), beatMs);
  return {
    look,
    async stop() {
      clearInterval(timer);
      await work;
      await Promise.all([...keepers.values()].map((one) => one.stop()));
    },
  };
}

/** The warnings of one jurisdiction that stand, as its ledger tells them. */
interface Kept {
  jurisdiction: string;
  standing: Map<string, WarningState>;
  /** Those whose measures may not be open yet: after a start, all. */
  toOpen: Set<string>;
  /** What stands and stood for a cause; forgotten when anything about a warning happens. */
  ofCause: Map<string, readonly WarningState[]>;
}

async function keepOne(ports: KeeperPorts, jurisdiction: string) {
  const { ledger, warnings, clock, works = openWorks(ports) } = ports;
  const { seq } = await ledger.head(jurisdiction);
  const standing = new Map<string, WarningState>(
    (await warnings.standing(jurisdiction)).map((one) => [one.id, one]),
  );
  const kept: Kept = { jurisdiction, standing, toOpen: new Set(standing.keys()), ofCause: new Map() };
  const stop = await ledger.follow(jurisdiction, seq, (entries) => {
    for (const entry of entries) if (entry.fact.kind.startsWith('warning-')) fold(kept, entry);
  });
  async function act(): Promise<void> {
    for (const command of dueCommands([...standing.values()], clock()))
      await send(ports, jurisdiction, command);
    for (const id of kept.toOpen) await openMeasures(ports, kept, id);
    await propose(ports, kept);
  }
  async function look(): Promise<void> {
    if (ports.doubt(jurisdiction)) return;
    await works.round('upkeep of warnings', act, jurisdiction);
  }
  return { look, stop };
}

function fold(kept: Kept, { subject, version, at, by, fact }: LedgerEntry): void {
  const { standing, toOpen } = kept;
  kept.ofCause = new Map();
  const before = standing.get(subject) ?? null;
  if (before && before.version >= version) return;
  if (!before && fact.kind !== 'warning-proposed' && fact.kind !== 'warning-issued') return;
  const after = evolveWarning(before, fact as WarningFact, at, by.name);
  if (isOver(after)) standing.delete(subject);
  else standing.set(subject, after);
  if (fact.kind === 'warning-issued' || fact.kind === 'warning-adjusted') toOpen.add(subject);
}

async function send(
  { execute, log }: Pick<KeeperPorts, 'execute' | 'log'>,
  jurisdiction: string,
  command: WarningCommand,
): Promise<void> {
  const answer = await execute({ jurisdiction, by: warningKeeper, command });
  // Another node, or somebody, was first.
  if (isRefusal(answer) && !['not-now', 'duplicate', 'conflict', 'busy'].includes(answer.code))
    log.error({ jurisdiction, refusal: answer, command: command.kind }, 'warning: command refused');
}

/** Opens what the signed measures of a warning ask for and is not open yet. */
async function openMeasures(ports: KeeperPorts, kept: Kept, id: string): Promise<void> {
  const { packs, warnings, execute, log } = ports;
  const { jurisdiction, standing, toOpen } = kept;
  const warning = standing.get(id);
  const actions = warning && isIssued(warning) ? (warning.actions ?? []).filter(opensMatter) : [];
  if (!warning || !isIssued(warning) || actions.length === 0) return void toOpen.delete(id);
  const origins = actions.map((one) => originOfMeasure(id, one.id));
  const known = await warnings.matters(jurisdiction, origins);
  for (const one of actions) {
    if (known.has(originOfMeasure(id, one.id))) continue;
    const refusal = await openMeasure(execute, packOf(packs, jurisdiction), warning, one);
    if (refusal?.code === 'busy') return;
    if (refusal) log.error({ jurisdiction, warning: id, refusal }, 'warning: opening a measure refused');
  }
  toOpen.delete(id);
}

/** Proposes what rules and indicators say. */
async function propose(ports: KeeperPorts, kept: Kept): Promise<void> {
  const { packs, hotLane, warnings, clock } = ports;
  const { jurisdiction, standing } = kept;
  const pack = packOf(packs, jurisdiction);
  if (!pack.pack.policy.warning?.proposes) return;
  const [raised, beyond, now] = [hotLane.raised(jurisdiction), ports.beyond(jurisdiction), clock()];
  const known = kept.ofCause;
  const causes = causesOf(pack, { raised, beyond, now }).filter((cause) => !known.has(cause));
  const found = causes.length > 0 ? await warnings.ofCauses(jurisdiction, causes) : [];
  for (const cause of causes)
    known.set(
      cause,
      found.filter((one) => one.cause === cause),
    );
  const latest = hotLane.latest(jurisdiction);
  const seen = { now, raised, beyond, latest, standing: [...standing.values()] };
  const world = { ...seen, pack, ofCause: (cause: string) => known.get(cause) ?? [] };
  for (const command of proposalsOf(world)) await send(ports, jurisdiction, command);
}

const opensMatter = (one: Measure): one is Measure & { item: string } => one.item !== undefined;

/** What time asks for (RULES.md R3, T1). */
export function dueCommands(states: readonly WarningState[], now: number): WarningCommand[] {
  return states.filter(isIssued).flatMap((one) => dueOf(one, now));
}

function dueOf(one: Warning, now: number): WarningCommand[] {
  if (isOver(one)) return [];
  if (one.until !== undefined && one.until <= now) return [{ kind: 'expire-warning', warning: one.id }];
  const isLate =
    one.escalatedAt === undefined && (one.readDueAt ?? Infinity) <= now && unreadOf(one).length > 0;
  return isLate ? [{ kind: 'escalate-warning', warning: one.id }] : [];
}
