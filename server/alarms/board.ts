import { groupBy } from '#shared/kernel/group-by.ts';
import type { RaisedRule } from '../ports.ts';
import type { StoredRaise } from '../storage/readings/observation-store.ts';
import { sensorOf, type Raise, type RaisedBy } from './alarm.ts';
import type { AlarmOptions } from './options.ts';

/** What is shown as raised, and its rows in the database. */
export interface Board {
  isShown(sentry: RaisedBy): boolean;
  show(sentry: RaisedBy, since: number, incident: string | null): RaisedRule;
  hide(sentry: RaisedBy): RaisedRule | undefined;
  /** Writes a raise down as it is now, or that it is over. `incident` null: not reported, empty: there is none. */
  keep(raise: Raise, incident: string | null, cause: string | null, alarm: string | null): void;
  drop(sentry: RaisedBy): void;
  written(): Promise<void>;
}

/** Opens it empty. What changes while a row is on its way is written once, as it is in the end. */
export function openBoard({
  lane,
  works,
  stands = () => true,
}: Pick<AlarmOptions, 'lane' | 'works' | 'stands'>): Board {
  const shown = new Map<number, RaisedRule>();
  /** By rule on a sensor: its row, or that there is none any more. */
  let dirty = new Map<number, { sentry: RaisedBy; row: StoredRaise | null }>();
  let writing: Promise<void> | null = null;
  const laneOf = ({ slot }: RaisedBy): { id: string; base: number } => lane.sensors.laneOf(slot);

  async function write(): Promise<void> {
    while (dirty.size > 0) {
      const batch = dirty;
      dirty = new Map();
      if (!stands()) return;
      const byPlace = groupBy([...batch.values()], ({ sentry }) => laneOf(sentry).id);
      for (const [id, rows] of byPlace) {
        const kept = rows.flatMap(({ row }) => row ?? []);
        const gone = rows.flatMap(({ sentry, row }) =>
          row === null ? [{ sensor: sensorOf(lane, sentry).id, rule: sentry.rule.id }] : [],
        );
        await works.round('storing raised rules', () => lane.observations.keepRaised(id, kept, gone), id);
      }
    }
  }
  function put(sentry: RaisedBy, row: StoredRaise | null): void {
    dirty.set(sentry.index, { sentry, row });
    writing ??= write().finally(() => {
      writing = null;
    });
  }
  function hide(sentry: RaisedBy): RaisedRule | undefined {
    const raised = shown.get(sentry.index);
    if (!raised) return undefined;
    shown.delete(sentry.index);
    const { id } = laneOf(sentry);
    lane.board.set(
      id,
      (lane.board.get(id) ?? []).filter((one) => one !== raised),
    );
    return raised;
  }
  const drop = (sentry: RaisedBy): void => put(sentry, null);
  return {
    hide,
    drop,
    isShown: (sentry) => shown.has(sentry.index),
    show(sentry, since, incident) {
      hide(sentry);
      const { id, base } = laneOf(sentry);
      const raised: RaisedRule = { sensor: sentry.slot - base, rule: sentry.rule.id, since, incident };
      shown.set(sentry.index, raised);
      const list = lane.board.get(id);
      if (list) list.push(raised);
      else lane.board.set(id, [raised]);
      return raised;
    },
    keep({ sentry, since, shown: raised }, incident, cause, alarm) {
      const row = { sensor: sensorOf(lane, sentry).id, rule: sentry.rule.id, since, incident, cause, alarm };
      if (shown.get(sentry.index) === raised) put(sentry, row);
      else drop(sentry);
    },
    async written() {
      while (writing) await writing;
    },
  };
}
