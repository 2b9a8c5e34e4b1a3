import { bindTo } from '#shared/kernel/bind.ts';
import type { Replayed, ReplayQuery } from '#shared/wire/replay.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { CellsOf, HotLane } from '../ports.ts';
import { forgetOld, type County } from '../projections/county.ts';
import { nothingMeasured } from '../projections/nothing-measured.ts';
import { emptyCounty } from '../projections/open-county.ts';
import type { HotPast } from '../storage/replay/hot-past.ts';
import type { ReplayStore } from '../storage/replay/replay-store.ts';
import type { Counties } from './county-at.ts';
import { hotLaneAt } from './hot-lane-at.ts';
import { indicatorCellsAt, type IndicatorPast } from './indicators-at.ts';

export interface ScenePorts {
  store: Pick<ReplayStore, 'headAt'>;
  past: HotPast;
  indicators: IndicatorPast;
  numbersOf(jurisdiction: string, sensors: readonly string[]): Promise<Int32Array>;
  packs: Packs;
}

/** A county at an instant: what its ledger, its sensors and its indicators had come to. */
export interface Scene {
  county: County;
  hotLane: HotLane;
  cells: CellsOf;
  at: number;
  /** Views of another edition of the pack lead nowhere. */
  edition: number;
}

/** Opens the way to any instant. */
export function openScenes(ports: ScenePorts & { counties: Counties }) {
  return bindTo({ ...ports, numbersOf: rememberNumbers(ports) }, { countyAt, sceneAt });
}
type SceneParts = Omit<ScenePorts, 'numbersOf'> & {
  counties: Counties;
  numbersOf: ReturnType<typeof rememberNumbers>;
};

/** Numbers of a pack's sensors; they never change. */
function rememberNumbers(ports: Pick<ScenePorts, 'numbersOf'>) {
  const numbers = new WeakMap<LoadedPack['pack'], Promise<Int32Array>>();
  return (id: string, pack: LoadedPack['pack']): Promise<Int32Array> => {
    const known = numbers.get(pack);
    if (known) return known;
    const asked = ports.numbersOf(
      id,
      pack.sensors.map((sensor) => sensor.id),
    );
    numbers.set(pack, asked);
    asked.catch(() => numbers.delete(pack));
    return asked;
  };
}

async function countyAt(
  { store, packs, counties }: Pick<SceneParts, 'store' | 'packs' | 'counties'>,
  pack: LoadedPack,
  at: number,
) {
  const head = await store.headAt(pack.id, at);
  const then = packs.of(pack.id, at) ?? pack;
  const county = head ? await counties.upTo(then, head.seq, head.at) : emptyCounty(then);
  forgetOld(county, at);
  return { head, county };
}

async function sceneAt(
  parts: SceneParts,
  pack: LoadedPack,
  { at, channels, sensors }: ReplayQuery,
): Promise<Scene & Pick<Replayed, 'seq' | 'hash'>> {
  const { head, county } = await countyAt(parts, pack, at);
  const isSensing = channels.some((channel) => channel.startsWith('sensing:'));
  const isHot = sensors === 'all' || isSensing;
  const [hotLane, cells] = await Promise.all([
    isHot ? hotLaneAt(parts.past, parts.numbersOf, county.pack, at) : nothingMeasured,
    isSensing ? indicatorCellsAt(parts.indicators, county.pack, at) : new Map<string, string>(),
  ]);
  const [seq, hash] = [head?.seq ?? 0, head?.hash ?? ''];
  return { county, hotLane, cells: () => cells, at, edition: pack.edition, seq, hash };
}
