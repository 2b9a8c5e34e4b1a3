import { maySee } from '#shared/access/scope.ts';
import type { Actor } from '#shared/access/person.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { usualWatch } from '#shared/pack/plan.ts';
import { decideWatch } from '#shared/watch/decide-watch.ts';
import { evolveWatch } from '#shared/watch/evolve.ts';
import { mattersOfOpen } from '#shared/watch/matters.ts';
import type { Matters, WatchCommand } from '#shared/watch/watch.ts';
import { isIssued, isOver } from '#shared/warning/warning.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import { columnsOf } from './columns-of.ts';
import { addEntry, type Desk } from './desk.ts';

/** An order about the watch of the whole jurisdiction; `actor` is what of its sender is stored. */
export function judgeWatch(
  desk: Desk,
  pack: LoadedPack,
  actor: Actor,
  by: Order['by'],
  command: WatchCommand,
): CommandAnswer | Refusal {
  // Lamps are asked one by one whether they stand in the sender's part.
  const isAboutLamps = command.kind === 'order-lamps' || command.kind === 'answer-lamps';
  if (!isAboutLamps && 'jurisdiction' in by && !maySee(by, { grids: [], units: [] }))
    return refuse('forbidden', 'watch-whole-only', 'kind');
  const before = desk.watch;
  const decision = decideWatch(before, command, {
    now: desk.now,
    actor,
    policy: pack.pack.policy.watch ?? usualWatch,
    plan: (id) => pack.pack.plans?.find((plan) => plan.id === id),
    hasStaff: (id) => pack.staff.has(id),
    matters: () => mattersOf(desk, pack),
    lamps: (id) => pack.pack.lamps?.find((group) => group.id === id),
    maySwitch: ({ place }) =>
      !('jurisdiction' in by) ||
      maySee(by, { grids: pack.grid.locate(place).map((cell) => cell.id), units: [] }),
  });
  if (isRefusal(decision)) {
    const last =
      decision.code === 'conflict' ? desk.acts.get(`${before.id}\0${before.actedVersion}`) : undefined;
    return last ? { ...decision, winner: { by: last.by.name, act: last.fact.kind, at: last.at } } : decision;
  }
  for (const fact of decision.facts) {
    desk.watch = evolveWatch(desk.watch, { at: desk.now, by: actor, fact });
    addEntry(desk, { subject: desk.watch.id, version: desk.watch.version, by: actor, fact });
  }
  desk.watchChanged = true;
  return { kind: 'done', subject: desk.watch.id, version: desk.watch.version, seq: desk.head.seq };
}

/** What is open at this instant: as it was read, with what earlier orders of the same transaction did. */
function mattersOf(desk: Desk, pack: LoadedPack): Matters {
  const read = must(desk.matters, 'what is open');
  const incidents = new Map(read.incidents.map((one) => [one.id, one]));
  for (const incident of desk.incidents.values()) {
    const { queue, urgent, overdue, supervised, due_at } = columnsOf(pack, incident);
    if (!isOpen(incident)) incidents.delete(incident.id);
    else incidents.set(incident.id, { id: incident.id, queue, urgent, overdue, supervised, dueAt: due_at });
  }
  const warnings = new Set(read.warnings);
  for (const one of desk.warnings.values()) {
    if (isIssued(one) && !isOver(one)) warnings.add(one.id);
    else warnings.delete(one.id);
  }
  return mattersOfOpen([...incidents.values()], [...warnings]);
}
