import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { decideWarning } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import type { WarningCommand, WarningFact, WarningState } from '#shared/warning/warning.ts';
import { usualWatch } from '#shared/pack/plan.ts';
import { decideWatch } from '#shared/watch/decide-watch.ts';
import { evolveWatch } from '#shared/watch/evolve.ts';
import { quietWatch, type Watch, type WatchCommand, type WatchFact } from '#shared/watch/watch.ts';
import { groundOf } from '../../server/packs/ground.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { Ledger, LedgerEntry, Records } from '../../server/ports.ts';

/** A record lane in memory with the real engine behind it: for tests of those who follow it. */
export interface MemoryRecord {
  ledger: Ledger;
  records: Records;
  entries: LedgerEntry[];
  incidents: Map<string, Incident>;
  send(command: IncidentCommand, by: Actor): Incident | Refusal;
  warn(command: WarningCommand, by: Actor): WarningState | Refusal;
  watch(command: WatchCommand, by: Actor): Watch | Refusal;
  take(
    id: string,
    transition: string,
    by: Actor,
    form?: Extract<IncidentCommand, { kind: 'take' }>['form'],
  ): Incident | Refusal;
}

export function memoryRecord(pack: LoadedPack, clock: () => number): MemoryRecord {
  const entries: LedgerEntry[] = [];
  const incidents = new Map<string, Incident>();
  const warnings = new Map<string, WarningState>();
  let watch: Watch | null = null;
  const followers = new Set<(entries: LedgerEntry[]) => void>();
  let serial = 0;

  const append = (
    subject: string,
    version: number,
    by: Actor,
    facts: (IncidentFact | WarningFact | WatchFact)[],
  ): void => {
    const batch = facts.map((fact, i) => ({
      jurisdiction: pack.id,
      seq: entries.length + i + 1,
      at: clock(),
      subject,
      version: version + i + 1,
      by,
      fact,
      hash: '',
    }));
    entries.push(...batch);
    for (const each of followers) each(batch);
  };
  const context = (actor: Actor): DecideContext => ({
    ...groundOf(pack),
    now: clock(),
    actor,
    pace: () => 1,
    head: () => '',
    newId: () => `${pack.pack.identity.code}${String((serial += 1)).padStart(6, '0')}`,
    incident: (id) => incidents.get(id),
    isAbove: () => true,
  });

  const record: MemoryRecord = {
    entries,
    incidents,
    ledger: {
      read: async (_, after, limit) => entries.slice(after, after + limit),
      readSubject: async (_, subject) => entries.filter((entry) => entry.subject === subject),
      readSubjects: async (_, subjects, upTo) =>
        entries.filter((entry) => entry.seq <= upTo && subjects.includes(entry.subject)),
      readLast: async (_, subject, before, limit) =>
        entries.filter((entry) => entry.subject === subject && entry.version < before).slice(-limit),
      head: async () => ({ seq: entries.length, hash: '' }),
      anchors: async () => [],
      async follow(_, after, each) {
        if (after < entries.length) each(entries.slice(after));
        followers.add(each);
        return async () => void followers.delete(each);
      },
      verify: async () => ({ entries: entries.length, bad: null }),
    },
    records: {
      incident: async (_, id) => incidents.get(id) ?? null,
      living: async (_, since) => ({
        seq: entries.length,
        incidents: [...incidents.values()].filter(
          (one) =>
            isOpen(one) || Math.max(one.reportedAt, one.closedAt ?? 0, one.clocks.whole?.dueAt ?? 0) >= since,
        ),
        warnings: [...warnings.values()],
        watch,
      }),
    },
    send(command, by) {
      const before = 'incident' in command ? (incidents.get(command.incident) ?? null) : null;
      const decision = decide(before, command, context(by));
      if (isRefusal(decision)) return decision;
      const at = clock();
      let after = before;
      for (const fact of decision.facts) after = evolve(after, { at, by, fact });
      const state = must(after, 'incident');
      incidents.set(state.id, state);
      append(state.id, before?.version ?? 0, by, decision.facts);
      return state;
    },
    warn(command, by) {
      const before = 'warning' in command ? (warnings.get(command.warning) ?? null) : null;
      const newId = (): string => `w-${(serial += 1)}`;
      const decision = decideWarning(before, command, {
        now: clock(),
        actor: by,
        jurisdiction: pack.id,
        newId,
      });
      if (isRefusal(decision)) return decision;
      let after = before;
      for (const fact of decision.facts) after = evolveWarning(after, fact, clock());
      const state = must(after, 'warning');
      warnings.set(state.id, state);
      append(state.id, before?.version ?? 0, by, decision.facts);
      return state;
    },
    watch(command, by) {
      const before = watch ?? quietWatch(pack.id, pack.pack.identity.code);
      const decision = decideWatch(before, command, {
        now: clock(),
        actor: by,
        policy: pack.pack.policy.watch ?? usualWatch,
        plan: (id) => pack.pack.plans?.find((plan) => plan.id === id),
        hasStaff: (id) => pack.staff.has(id),
        matters: () => ({ open: 0, urgent: 0, overdue: 0, supervised: 0, queues: [], warnings: [] }),
      });
      if (isRefusal(decision)) return decision;
      const at = clock();
      const after = decision.facts.reduce((state, fact) => evolveWatch(state, { at, by, fact }), before);
      watch = after;
      append(after.id, before.version, by, decision.facts);
      return after;
    },
    take(id, transition, by, form = {}) {
      const version = must(incidents.get(id), id).version;
      return record.send({ kind: 'take', incident: id, version, transition, form }, by);
    },
  };
  return record;
}
