import { must } from '#shared/kernel/must.ts';
import type { Log } from '../log.ts';
import type { DrawAside } from '../packs/draw-aside.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { openServing, type Serving } from '../packs/serving.ts';
import type { Database } from '../storage/database.ts';
import type { PackVersion } from '../storage/pack-versions.ts';
import { openWorks, type Works } from '../works.ts';
import { begun, formerOf, type County, type LivingCounty } from './county.ts';
import { editionSoon } from './editions.ts';
import { openFollowing, type Following } from './following.ts';

/** Packs that follow what administrators change, on every node. */
export interface LivingPacks extends Packs {
  /** What holds of a county at an instant with these versions; grids are drawn beside the server where they can be. */
  edition(jurisdiction: string, versions: readonly PackVersion[], at: number): ReturnType<typeof editionSoon>;
  /** The folder of a county as it was loaded. */
  base(jurisdiction: string): LoadedPack;
  /** Every version but the folder, oldest first, those that are yet to take effect included. */
  versions(jurisdiction: string): readonly PackVersion[];
  /** Reads what came and lets it take effect; answers when this node goes by it. */
  refresh(jurisdiction: string): Promise<void>;
  /** Opens a county in every room while the others go on. Throws what a room threw, and the county is not there then. */
  open(county: LivingCounty): Promise<void>;
  /** Ends a county in every room; nothing of what it kept goes. */
  close(jurisdiction: string): Promise<void>;
  stop(): Promise<void>;
}

export interface LivingPorts {
  database: Database;
  counties: readonly LivingCounty[];
  clock: () => number;
  log: Log;
  works?: Works;
  /** Draws grids anew beside the server. */
  draw?: DrawAside | undefined;
}

/** Opens the packs as they hold now and follows them. */
export async function openLivingPacks(ports: LivingPorts): Promise<LivingPacks> {
  const { log, draw, works = openWorks(ports) } = ports;
  const counties = new Map(ports.counties.map((one): [string, County] => [one.base.id, begun(one, true)]));
  const serving = openServing();
  const served = (): County[] => [...counties.values()].filter(({ isServed }) => isServed);
  const nowOf = (): LoadedPack[] => served().map(({ now }) => now);
  const find = (id: string): County => must(counties.get(id), id);
  const following = await openFollowing({ ...ports, counties, works });
  return {
    get ids() {
      return served().map(({ base }) => base.id);
    },
    of(jurisdiction, at) {
      const county = counties.get(jurisdiction);
      return county && at !== undefined ? formerOf(county, at) : county?.now;
    },
    all: nowOf,
    serve: (open) => serving.serve(open, nowOf()),
    ...openComing({ counties, serving, following, works, log }),
    onChange: following.onChange,
    edition: (jurisdiction, versions, at) => editionSoon(find(jurisdiction).base, versions, at, draw),
    base: (jurisdiction) => find(jurisdiction).base,
    versions: (jurisdiction) => find(jurisdiction).versions,
    refresh: following.refresh,
    stop: following.stop,
  };
}

interface ComingPorts {
  counties: Map<string, County>;
  serving: Serving;
  following: Pick<Following, 'refresh'>;
  works: Works;
  log: Log;
}

/** Counties that come and go while the others go on. */
function openComing(ports: ComingPorts): Pick<LivingPacks, 'open' | 'close'> {
  const { counties, serving, following, works, log } = ports;
  return {
    async open(one) {
      const { id } = one.base;
      if (counties.has(id)) throw new Error(`${id} is open already`);
      const county = begun(one, false);
      counties.set(id, county);
      try {
        await serving.open(one.now);
      } catch (error) {
        counties.delete(id);
        throw error;
      }
      county.isServed = true;
      log.info({ jurisdiction: id }, 'a county is open');
      await following.refresh(id);
    },
    async close(id) {
      const county = must(counties.get(id), id);
      county.isServed = false;
      clearTimeout(county.timer);
      await county.work;
      await serving.close(id, (error) =>
        log.error({ err: error, jurisdiction: id }, 'closing a part of a county failed'),
      );
      counties.delete(id);
      works.forget(id);
      log.info({ jurisdiction: id }, 'a county is closed');
    },
  };
}
