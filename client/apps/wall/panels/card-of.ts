import { fits, levelFor } from '#shared/pack/plan.ts';
import type { IncidentDetail, PackDigest } from '#shared/wire/http.ts';
import { stepsOf, ticksOf } from '../../../telling/watch.ts';

/** The plan card that fits a matter at its level, with its steps: what is still to be done first, for there may be more than room. */
export function cardOf(pack: PackDigest, { incident, entries }: IncidentDetail) {
  const plan = pack.plans.find((one) => fits(one, incident.item, incident.urgent));
  if (!plan) return null;
  const level = levelFor(plan, incident.urgent);
  const all = stepsOf(pack, plan, level, incident.reportedAt, ticksOf(plan, entries));
  return { plan, level, steps: [...all.filter(({ done }) => !done), ...all.filter(({ done }) => done)] };
}
