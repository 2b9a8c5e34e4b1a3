import { groupBy } from '#shared/kernel/group-by.ts';
import type { RaisedRule } from '../ports.ts';
import type { StoredRaise } from '../storage/readings/observation-store.ts';
import { jurisdictionOf, sensorOf, type Raise, type RaisedBy } from './alarm.ts';
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

type BoardOptions = Pick<AlarmOptions, 'lane' | 'works' | 'stands'>;
/** By rule on a sensor: its row, or that there is none any more. */
type Dirty = Map<number, { sentry: RaisedBy; row: StoredRaise | null }>;

/** Opens it empty. */
export function openBoard(options: BoardOptions): Board {
  const { lane } = options;
  const shown = new Map<number, RaisedRule>();
  const put = openRows(options);
  function hide(sentry: RaisedBy): RaisedRule | undefined {
    const raised = shown.get(sentry.index);
    if (!raised) return undefined;
    shown.delete(sentry.index);
    const id = jurisdictionOf(lane, sentry);
    const others = (lane.board.get(id) ?? []).filter((one) => one !== raised);
    lane.board.set(id, others);
    return raised;
  }
  const drop = (sentry: RaisedBy): void => put(sentry, null);
  return {
    hide,
    drop,
    isShown: (sentry) => shown.has(sentry.index),
    show(sentry, since, incident) {
      hide(sentry);
      const { id, base } = lane.sensors.laneOf(sentry.slot);
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
    written: put.written,
  };
}

interface Rows {
  (sentry: RaisedBy, row: StoredRaise | null): void;
  written(): Promise<void>;
}

/** The rows of what is shown. What changes while a row is on its way is written once, as it is in the end. */
function openRows(options: BoardOptions): Rows {
  const { stands = () => true } = options;
  let dirty: Dirty = new Map();
  let writing: Promise<void> | null = null;
  async function write(): Promise<void> {
    while (dirty.size > 0) {
      const batch = dirty;
      dirty = new Map();
      if (!stands()) return;
      await save(options, batch);
    }
  }
  function put(sentry: RaisedBy, row: StoredRaise | null): void {
    dirty.set(sentry.index, { sentry, row });
    writing ??= write().finally(() => {
      writing = null;
    });
  }
  return Object.assign(put, {
    async written() {
      while (writing) await writing;
    },
  });
}

async function save({ lane, works }: BoardOptions, batch: Dirty): Promise<void> {
  const byPlace = groupBy([...batch.values()], ({ sentry }) => jurisdictionOf(lane, sentry));
  for (const [id, rows] of byPlace) {
    const kept = rows.flatMap(({ row }) => row ?? []);
    const gone = rows.flatMap(({ sentry, row }) =>
      row === null ? [{ sensor: sensorOf(lane, sentry).id, rule: sentry.rule.id }] : [],
    );
    await works.round('storing raised rules', () => lane.observations.keepRaised(id, kept, gone), id);
  }
}
