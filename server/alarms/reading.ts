import { refuse } from '#shared/kernel/refusal.ts';
import type { AlarmRaise } from '#shared/wire/alarms.ts';
import type { AlarmRoom } from '../ports.ts';
import type { AlarmStore, StoredRaiseRow } from '../storage/readings/alarm-store.ts';

const shownRaises = 200;

/** What the record of the alarms tells, whichever node writes it. `written` resolves when what happened so far is in the tables. */
export function readAlarms(
  store: AlarmStore,
  written: () => Promise<void> = () => Promise.resolve(),
): Pick<AlarmRoom, 'story' | 'raisesOf' | 'performance'> {
  return {
    async story(jurisdiction, id) {
      await written();
      if (!(await store.find(jurisdiction, id)))
        return refuse('unknown', 'alarm-not-open', { alarm: id }, 'id');
      const acts = await store.acts(jurisdiction, id);
      return {
        acts: acts.map(({ at, act, byName, words }) => ({ at, act, by: byName, words })),
        raises: (await store.raises(jurisdiction, { alarm: id }, shownRaises)).map(bareRaise),
      };
    },
    async raisesOf(jurisdiction, sensor) {
      await written();
      return (await store.raises(jurisdiction, { sensor }, shownRaises)).map(bareRaise);
    },
    async performance(jurisdiction, from, to) {
      await written();
      return store.performance(jurisdiction, from, to);
    },
  };
}

function bareRaise({ jurisdiction: _, ...raise }: StoredRaiseRow): AlarmRaise {
  return raise;
}
