import { groupBy } from '#shared/kernel/group-by.ts';
import type { RaisedRule } from '../ports.ts';
import type { StoredRaise } from '../storage/readings/observation-store.ts';
import { sensorOf, type Raise, type Watched } from './alarm.ts';
import type { AlarmOptions } from './options.ts';

/** What is shown as raised, and its rows in the database. */
export interface Board {
  isShown(watch: Watched): boolean;
  show(watch: Watched, since: number, incident: string | null): RaisedRule;
  hide(watch: Watched): RaisedRule | undefined;
  /** Writes a raise down as it is now, or that it is over. `incident` null: not reported, empty: there is none. */
  keep(raise: Raise, incident: string | null, cause: string | null, alarm: string | null): void;
  drop(watch: Watched): void;
  written(): Promise<void>;
}

/** Opens it empty. What changes while a row is on its way is written once, as it is in the end. */
export function openBoard({
  lane,
  log,
  stands = () => true,
}: Pick<AlarmOptions, 'lane' | 'log' | 'stands'>): Board {
  const shown = new Map<number, RaisedRule>();
  /** By rule on a sensor: its row, or that there is none any more. */
  let dirty = new Map<number, { watch: Watched; row: StoredRaise | null }>();
  let writing: Promise<void> | null = null;
  const laneOf = ({ slot }: Watched): { id: string; base: number } => lane.sensors.laneOf(slot);

  async function write(): Promise<void> {
    while (dirty.size > 0) {
      const batch = dirty;
      dirty = new Map();
      if (!stands()) return;
      const byPlace = groupBy([...batch.values()], ({ watch }) => laneOf(watch).id);
      for (const [id, rows] of byPlace) {
        const kept = rows.flatMap(({ row }) => row ?? []);
        const gone = rows.flatMap(({ watch, row }) =>
          row === null ? [{ sensor: sensorOf(lane, watch).id, rule: watch.rule.id }] : [],
        );
        await lane.observations
          .keepRaised(id, kept, gone)
          .catch((error: unknown) => log.warn({ err: error }, 'storing raised rules failed'));
      }
    }
  }
  function put(watch: Watched, row: StoredRaise | null): void {
    dirty.set(watch.index, { watch, row });
    writing ??= write().finally(() => {
      writing = null;
    });
  }
  function hide(watch: Watched): RaisedRule | undefined {
    const raised = shown.get(watch.index);
    if (!raised) return undefined;
    shown.delete(watch.index);
    const { id } = laneOf(watch);
    lane.board.set(
      id,
      (lane.board.get(id) ?? []).filter((one) => one !== raised),
    );
    return raised;
  }
  const drop = (watch: Watched): void => put(watch, null);
  return {
    hide,
    drop,
    isShown: (watch) => shown.has(watch.index),
    show(watch, since, incident) {
      hide(watch);
      const { id, base } = laneOf(watch);
      const raised: RaisedRule = { sensor: watch.slot - base, rule: watch.rule.id, since, incident };
      shown.set(watch.index, raised);
      const list = lane.board.get(id);
      if (list) list.push(raised);
      else lane.board.set(id, [raised]);
      return raised;
    },
    keep({ watch, since, shown: raised }, incident, cause, alarm) {
      const row = { sensor: sensorOf(lane, watch).id, rule: watch.rule.id, since, incident, cause, alarm };
      if (shown.get(watch.index) === raised) put(watch, row);
      else drop(watch);
    },
    async written() {
      while (writing) await writing;
    },
  };
}
