import { dayMs } from '#shared/kernel/span.ts';
import type { AccessRoom } from '../access/access.ts';
import { openHeard } from '../register/heard.ts';
import { startSilences } from '../register/silences.ts';
import { openSystemStore } from '../storage/world/system-store.ts';
import type { HouseGround } from './ground.ts';
import type { Lanes } from './lanes.ts';

/** How other systems come, and who hears of it when one does not. */
export function openRegister(ground: HouseGround, lanes: Lanes, { notices }: Pick<AccessRoom, 'notices'>) {
  const { database, clock, works, onStop } = ground;
  const store = openSystemStore(database);
  const heard = openHeard({ store, now: clock, works });
  onStop(heard.stop);
  const silences = startSilences({
    ...ground,
    ...lanes,
    store,
    notices: notices.store,
    tell: notices.tell,
    doubt: ground.guard.doubt,
  });
  onStop(silences.stop);
  return {
    hear: heard.hear,
    systems: store,
    async forget(jurisdiction: string, before: number): Promise<void> {
      await store.forgetCalls(jurisdiction, Math.floor(before / dayMs));
      await notices.store.forget(jurisdiction, before);
    },
  };
}
