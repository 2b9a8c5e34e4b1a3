import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { testReport } from './county.ts';
import { duty, handlerOf, leader } from './incident-world.ts';
import type { World } from './stage.ts';

/** A step that the life cycle may or may not allow; what it does not allow changes nothing. */
export function actAtRandom({ record, pack }: World, dice: () => number, reached: Set<string>): void {
  const ids = [...record.incidents.keys()];
  const id = ids[Math.floor(dice() * ids.length)];
  if (id === undefined || dice() < 0.15)
    return void record.send(testReport({ place: { lng: dice() < 0.5 ? 119.5 : 120.5, lat: 31 } }), duty);
  const incident = must(record.incidents.get(id), id);
  const steps = pack.procedures.get(incident.procedure)?.transitions ?? [];
  const open = steps.filter(({ from, weight }) => from.includes(incident.node) && weight !== 'danger');
  const main = open.filter(({ weight }) => weight === 'main');
  const pool = main.length > 0 && dice() < 0.7 ? main : open;
  const step = pool[Math.floor(dice() * pool.length)];
  if (!step) return;
  const evidence = [{ kind: 'text' as const, text: '现场已清理', at: incident.nodeSince }];
  const form = {
    evidence,
    note: '说明',
    reason: '理由',
    lead: 'city',
    co: dice() < 0.5 ? ['water'] : [],
    rating: 4,
  };
  const asked = Object.fromEntries(
    Object.entries(form).filter(([name]) => step.form.some((field) => field.id === name)),
  );
  for (const by of [duty, handlerOf('city'), handlerOf('water'), leader]) {
    const after = record.take(id, step.id, by, asked);
    if (isRefusal(after)) continue;
    reached.add(after.node);
    return;
  }
}
