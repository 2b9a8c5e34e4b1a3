import path from 'node:path';
import { startClockwork } from '../commands/clockwork.ts';
import { clueReader, cluesBehind } from '../clues/meters.ts';
import { startFinishing } from '../clues/unfinished.ts';
import { openExecute } from '../commands/execute.ts';
import { fenceReader, fencesBehind } from '../fences/fences.ts';
import { openDoors } from '../ingest/doors.ts';
import { openAnchors } from '../ledger/anchor.ts';
import { openLedger } from '../ledger/ledger.ts';
import { openRecords } from '../ledger/records.ts';
import { openProjections } from '../projections/projections.ts';
import type { Execute } from '../ports.ts';
import { tellTwins } from '../running/health.ts';
import { openIndicators } from '../indicators/indicators.ts';
import { openLamps, type Lamps } from '../lamps/lamps.ts';
import { openModels } from '../models/models.ts';
import { openHotLane, type OpenHotLane } from '../readings/lane.ts';
import { foresightForm, openForesight } from '../foresight/foresight.ts';
import { startMeters } from '../readings/meters.ts';
import { startUpkeep } from '../readings/upkeep.ts';
import { openRehearsal } from '../rules/rehearsal.ts';
import { startInstrumentPast } from '../past/instruments.ts';
import { tellPast } from '../past/tell.ts';
import { tellVerdicts } from '../past/verdicts.ts';
import { openForesightStore } from '../storage/figures/foresight-store.ts';
import { openKnownMatters } from '../storage/figures/known-matters.ts';
import { openClueStore, type ClueStore } from '../storage/readings/clue-store.ts';
import { openPastMinutes } from '../storage/readings/past-minutes.ts';
import { openPictureStore } from '../storage/readings/picture-store.ts';
import { openTrackStore } from '../storage/readings/track-store.ts';
import { openAlarmStore } from '../storage/readings/alarm-store.ts';
import { gradesFor } from './credit-grades.ts';
import { beginDemoWorld } from './demo-world.ts';
import { openWarningQueries } from '../storage/record/warning-queries.ts';
import { startKeeper } from '../warnings/keeper.ts';
import type { HouseGround } from './ground.ts';
import { startYears } from './years.ts';
import { openRuleLease } from './rule-lease.ts';

/** The record lane and the hot lane, and the rules that lead from one to the other. */
export async function openLanes(ground: HouseGround) {
  const { config, database, log, onFault, onStop } = ground;
  const ledger = openLedger(database, log, onFault, ground.verify, ground.volumes);
  const records = openRecords(database);
  await tellTwins(ground);
  const { execute, isStoring, ...orders } = await openExecute({
    ...ground,
    grades: await gradesFor(ground, records),
  });
  onStop(orders.stop);
  const demoWorld = beginDemoWorld(ground);
  if (config.DEMO) await tellPast({ ...ground, ledger, days: config.DEMO_DAYS });
  const lane = await openHotLane(ground);
  onStop(lane.stop);
  tellInstruments(ground, lane);
  const indicators = await openIndicators({ ...ground, lane });
  onStop(indicators.stop);
  onStop(startYears(ground).stop);
  const upkeep = startUpkeep(ground);
  onStop(upkeep.stop);
  const anchor = openAnchors(database, path.join(config.dataDir, 'anchors'), log, ground.works);
  const clockwork = await startClockwork({ ...ground, ledger, records, execute, anchor });
  onStop(clockwork.stop);
  const foresight = startForesight(ground, clockwork.holds);
  const store = openAlarmStore(database);
  const clues = openClueStore(database);
  const behind = metersBehind(ground, clues);
  /** Who is at a desk is known by the screens, which open later. */
  const desks: { of: (jurisdiction: string) => readonly string[] } = { of: () => [] };
  // Both read their past from the database before they stand: together, for a start that a duty officer waits for.
  const [leasing, projecting] = [
    openRuleLease(ground, { ...records, lane, execute, store, behind, operators: (id) => desks.of(id) }).then(
      (rules) => {
        onStop(rules.stop);
        return rules;
      },
    ),
    openProjections({ ...ground, ledger, records, hotLane: lane, cells: indicators.cellsOf }),
  ];
  await Promise.allSettled([leasing, projecting]);
  const { desk } = await leasing;
  const projections = await projecting;
  onStop(projections.stop);
  const keeper = await startKeeper({
    ...ground,
    ledger,
    execute,
    hotLane: lane,
    beyond: indicators.beyond,
    warnings: openWarningQueries(database),
  });
  onStop(keeper.stop);
  const lamps = await openLamps({ ...ground, ledger, execute });
  const seen = await openSeen(ground, { lane, execute, lamps, clues, holds: clockwork.holds });
  const alarms = { ...desk, rehearse: openRehearsal({ lane, store, packs: ground.packs }) };
  const stands = { demoWorld, lane, upkeep, projections, indicators, foresight, desks, alarms, ...seen };
  return { ledger, records, execute, isStoring, holds: clockwork.holds, ...stands };
}

/** A past for the instruments of demo counties, told once the house stands. */
function tellInstruments(ground: HouseGround, { readings }: Pick<OpenHotLane, 'readings'>): void {
  const { config, database, onStop, packs } = ground;
  if (!config.DEMO || config.DEMO_DAYS === 0) return;
  const told = startInstrumentPast({
    ...ground,
    packs: packs.all(),
    days: config.DEMO_DAYS,
    past: openPastMinutes(database),
    numbersOf: (...asked) => readings.numbersOf(...asked),
  });
  onStop(told.stop);
}

/** What a reading of an instrument that is no device rests on. */
function metersBehind({ database, packs }: HouseGround, clues: ClueStore) {
  const behind = [
    cluesBehind({ packs, clues }),
    fencesBehind({ packs, tracks: openTrackStore(database) }),
  ] as const;
  return async (...asked: Parameters<(typeof behind)[0]>): Promise<string | null> =>
    (await behind[0](...asked)) ?? behind[1](...asked);
}

/** Models on the record, learnt where a county's clocks run. */
function startForesight(ground: HouseGround, holds: (jurisdiction: string) => boolean) {
  const { database, onStop } = ground;
  const known = openKnownMatters(database);
  const foresight = openForesight({
    ...ground,
    known,
    holds,
    store: openForesightStore(database, foresightForm),
  });
  onStop(foresight.stop);
  return foresight;
}

/** What cameras and other systems tell: models with people's word on them, and the doors. */
async function openSeen(
  ground: HouseGround,
  rooms: {
    lane: Awaited<ReturnType<typeof openHotLane>>;
    execute: Execute;
    lamps: Lamps;
    clues: ClueStore;
    holds: (jurisdiction: string) => boolean;
  },
) {
  const { clues, lamps } = rooms;
  const { config, database, onStop } = ground;
  if (config.DEMO) await tellVerdicts(database, ground.packs.all(), ground.clock());
  const models = await openModels(ground);
  onStop(models.stop);
  onStop(startFinishing({ ...ground, ...rooms }).stop);
  const wanted = {
    kept: openPictureStore(database),
    works: ground.works,
    counties: () => ground.packs.all().map(({ id }) => id),
  };
  const doors = openDoors({ ...ground, ...rooms, models, wanted });
  onStop(doors.stop);
  const readers = [clueReader({ clues }), fenceReader({ tracks: openTrackStore(database) })];
  onStop(startMeters({ ...ground, readers, holds: rooms.holds, doors, doubt: ground.guard.doubt }).stop);
  return { models, doors, lamps };
}

export type Lanes = Awaited<ReturnType<typeof openLanes>>;
