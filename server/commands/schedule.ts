import { dueCommands, type Due } from '#shared/incident/due.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { LedgerEntry } from '../ports.ts';

/** What time will do to the incidents of a jurisdiction. It holds those alone that time will do something to. */
export interface Schedule {
  /** Takes an incident as it is, unless a newer state is held. */
  keep(incident: Incident): void;
  /** False when the entry is about an incident that is not held: then it must be read and kept. */
  fold(entry: LedgerEntry): boolean;
  /** The earliest instant at which something is due; Infinity when nothing is. */
  next(): number;
  /** Commands due at `now` of some incidents. These are left alone until `until`, or until they change. */
  takeRipe(now: number, until: number, most: number): Due['command'][];
}

interface Living {
  incident: Incident;
  due: Due[];
  notBefore: number;
}

/** An empty schedule. */
export function makeSchedule(
  procedures: LoadedPack['procedures'],
  ground: Parameters<typeof dueCommands>[2],
): Schedule {
  const living = new Map<string, Living>();
  /** Known while nothing was taken or moved away that might have been the earliest. */
  let earliest: number | null = Infinity;

  const instantOf = ({ due, notBefore }: Living): number =>
    due.reduce((first, { at }) => Math.min(first, Math.max(at, notBefore)), Infinity);

  function put(id: string, after: Living | null): void {
    const before = living.get(id);
    if (before && earliest !== null && instantOf(before) <= earliest) earliest = null;
    if (!after) {
      living.delete(id);
      return;
    }
    living.set(id, after);
    if (earliest !== null) earliest = Math.min(earliest, instantOf(after));
  }

  function keep(incident: Incident): void {
    const held = living.get(incident.id);
    if (held && held.incident.version > incident.version) return;
    const procedure = procedures.get(incident.procedure);
    const due = procedure ? dueCommands(incident, procedure, ground) : [];
    const notBefore = held?.incident.version === incident.version ? held.notBefore : 0;
    put(incident.id, due.length > 0 ? { incident, due, notBefore } : null);
  }

  return {
    keep,
    fold({ subject, at, by, fact }) {
      if (fact.kind.startsWith('warning-') || fact.kind.startsWith('watch-')) return true;
      const before = living.get(subject)?.incident ?? null;
      if (!before && fact.kind !== 'reported') return false;
      keep(evolve(before, { at, by, fact: fact as IncidentFact }));
      return true;
    },
    next() {
      earliest ??= [...living.values()].reduce((first, one) => Math.min(first, instantOf(one)), Infinity);
      return earliest;
    },
    takeRipe(now, until, most) {
      const commands: Due['command'][] = [];
      for (const [id, one] of living) {
        if (commands.length >= most) break;
        // Beyond `until` it was said by a clock that was set back since.
        if (one.notBefore > now && one.notBefore <= until) continue;
        const ripe = one.due.filter(({ at }) => at <= now);
        if (ripe.length === 0) continue;
        put(id, { ...one, notBefore: until });
        commands.push(...ripe.map(({ command }) => command));
      }
      return commands;
    },
  };
}
