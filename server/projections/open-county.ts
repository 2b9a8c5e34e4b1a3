import { isOver } from '#shared/warning/warning.ts';
import { quietWatch } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger, LedgerEntry, Records } from '../ports.ts';
import { actsWindow, figuresSince, finishingSince, foldEntries, type Act, type County } from './county.ts';

/** A county of which nothing is known yet. */
export function emptyCounty(pack: LoadedPack): County {
  const watch = quietWatch(pack.id, pack.pack.identity.code);
  return { pack, seq: 0, incidents: new Map(), warnings: new Map(), watch, acts: [] };
}

/** The present state of a jurisdiction from the record, with its last acts from the ledger. */
export async function openCounty(
  ports: { ledger: Ledger; records: Records; clock: () => number },
  pack: LoadedPack,
): Promise<County> {
  const { records, ledger } = ports;
  const now = ports.clock();
  const { seq, incidents, warnings, watch } = await records.living(
    pack.id,
    figuresSince(pack, now),
    finishingSince(now),
  );
  const begun = emptyCounty(pack);
  return {
    pack,
    seq,
    incidents: new Map(incidents.map((incident) => [incident.id, incident])),
    warnings: new Map(warnings.filter((warning) => !isOver(warning)).map((warning) => [warning.id, warning])),
    watch: watch ?? begun.watch,
    acts: await lastActs(ledger, pack, seq),
  };
}

/** The last acts up to an entry, as they were told then: each subject's history is folded anew. */
async function lastActs(ledger: Ledger, pack: LoadedPack, seq: number): Promise<Act[]> {
  const since = Math.max(0, seq - actsWindow);
  const last = (await ledger.read(pack.id, since, actsWindow)).filter((entry) => entry.seq <= seq);
  const county = emptyCounty(pack);
  foldEntries(county, await ledger.readSubjects(pack.id, subjectsOf(last), seq));
  return county.acts.filter(({ row }) => row.seq > since);
}

/** Whom entries are about, each once. */
export function subjectsOf(entries: readonly LedgerEntry[]): string[] {
  return [...new Set(entries.map(({ subject }) => subject))];
}
