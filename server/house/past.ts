import { openDrills, type DrillPorts, type Drills, type DrillsOfHouse } from '../drill/drills.ts';
import { openInstrumentCells, type InstrumentCells } from '../indicators/instrument-cells.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import { hotLaneAt } from '../replay/hot-lane-at.ts';
import { indicatorCellsAt } from '../replay/indicators-at.ts';
import { openReplay, type Replay, type ReplayPorts } from '../replay/replay.ts';
import { openDrillStore } from '../storage/drill/drill-store.ts';
import { openIndicatorStore } from '../storage/indicators/indicator-store.ts';
import { openHotPast } from '../storage/replay/hot-past.ts';
import { openMomentQueries, type MomentQueries } from '../storage/replay/moment-queries.ts';
import { noVolumes, type Volumes } from '../ledger/volumes.ts';
import { openReplayStore, type ReplayStore } from '../storage/replay/replay-store.ts';
import { openDrillsAcross } from './drills-across.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** The past, drawn by the code of the present, and drills in which it comes in again. */
export function openPast(
  ground: HouseGround,
  { ledger, lane }: Lanes,
): { replay: Replay; moments: MomentQueries; drills: DrillsOfHouse } {
  const { database, onStop } = ground;
  const numbersOf: ReplayPorts['numbersOf'] = (...asked) => lane.readings.numbersOf(...asked);
  const replay = openReplay({
    ...ground,
    ledger,
    store: withVolumes(openReplayStore(database), ground.volumes),
    past: openHotPast(database),
    indicators: openIndicatorStore(database),
    numbersOf,
  });
  const drills = openDrillRoom(ground, { ledger, numbersOf });
  onStop(replay.stop);
  onStop(drills.stop);
  return { replay, moments: openMomentQueries(database), drills: openDrillsAcross(drills, ground) };
}

/** Instants of years that are in files are found there. */
function withVolumes(store: ReplayStore, volumes: Volumes = noVolumes): ReplayStore {
  const headAt: ReplayStore['headAt'] = async (...asked) =>
    (await store.headAt(...asked)) ?? volumes.lastAt(...asked);
  return { ...store, headAt };
}

/** Entries read before others are let in. */
const pageEntries = 500;

/** Drills, handed the record to be read and a table of their own. */
export function openDrillRoom(
  ground: Pick<HouseGround, 'database' | 'clock' | 'log'> & Partial<Pick<HouseGround, 'volumes'>>,
  { ledger, numbersOf }: { ledger: Pick<Ledger, 'read'>; numbersOf: ReplayPorts['numbersOf'] },
): Drills {
  const { headAt } = withVolumes(openReplayStore(ground.database), ground.volumes);
  const reportedIn = async ({ id }: LoadedPack, from: number, to: number): Promise<LedgerEntry[]> => {
    const found: LedgerEntry[] = [];
    for (let seq = (await headAt(id, from - 1))?.seq ?? 0; ;) {
      const page = await ledger.read(id, seq, pageEntries);
      found.push(...page.filter(({ at, fact }) => at >= from && at < to && fact.kind === 'reported'));
      const last = page.at(-1);
      if (!last || last.at >= to || page.length < pageEntries) return found;
      seq = last.seq;
    }
  };
  const { clock, log, database } = ground;
  const past = openHotPast(database);
  const numbers = (id: string, { sensors }: LoadedPack['pack']) =>
    numbersOf(
      id,
      sensors.map((one) => one.id),
    );
  const indicators = openIndicatorStore(database);
  const measuredAt: DrillPorts['measuredAt'] = async (pack, at) => {
    const [lane, cells] = await Promise.all([
      hotLaneAt(past, numbers, pack, at),
      indicatorCellsAt(indicators, pack, at),
    ]);
    return { lane, cells };
  };
  const made = new WeakMap<LoadedPack, InstrumentCells>();
  const cellsUnder: DrillPorts['cellsUnder'] = (pack, ...of) => {
    const known = made.get(pack) ?? openInstrumentCells(pack);
    made.set(pack, known);
    return known(...of);
  };
  return openDrills({ clock, log, reportedIn, measuredAt, cellsUnder, store: openDrillStore(database) });
}
