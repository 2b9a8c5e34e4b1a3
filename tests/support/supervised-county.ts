import type { Limit } from '#shared/clock/calendar.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { testPack } from './county.ts';

const limit = (amount: number, unit: Limit['unit'] = 'urgent-minute'): Limit => ({ amount, unit });
const hour = limit(60);

/**
 * The toy county with supervision: orders and appeals, a leader, and neither a supervisor of the town nor a duty chief, so that
 * a matter of the village goes up to the town and to the leader over two empty posts. A county in a hurry has limits of parts of a second.
 */
export function supervisedPack(handling: Limit = limit(120)): LoadedPack {
  const pack = testPack();
  const [standard] = pack.pack.catalogue;
  const item = must(standard, 'item');
  const catalogue: CatalogueItem[] = [
    {
      ...item,
      limits: {
        filing: limit(10),
        dispatch: hour,
        handling,
        check: hour,
        whole: limit(30, 'calendar-day'),
      },
    },
    ...['supervision-order', 'appeal'].map((id) => ({
      ...item,
      id,
      procedure: id,
      limits: { sign: hour, check: hour, review: hour, decision: hour, handling: hour, whole: limit(600) },
    })),
  ];
  const procedures = ['standard', 'supervision-order', 'appeal'].map((id) =>
    must(pack.procedures.get(id), id),
  );
  const leader = { id: 's-leader', name: '领导', post: 'leader' as const, phone: '1' };
  const staff = [...pack.pack.staff, leader];
  return {
    ...pack,
    pack: {
      ...pack.pack,
      catalogue,
      procedures,
      staff,
      policy: { ...pack.pack.policy, supervision: { remindAt: 0.7, stepShare: 0.5 } },
    },
    staff: new Map(staff.map((one) => [one.id, one])),
    items: new Map(catalogue.map((one) => [one.id, one])),
    procedures: new Map(procedures.map((one) => [one.id, one])),
    duty: { ...pack.duty, actor: { ...pack.duty.actor, unit: 'city' } },
  };
}
