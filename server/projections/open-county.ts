import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { evolveWarning } from '#shared/warning/decide.ts';
import type { Warning } from '#shared/warning/warning.ts';
import { isWatchFact, quietWatch } from '#shared/watch/watch.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Ledger, LedgerEntry, Records } from '../ports.ts';
import {
  figuresSince,
  finishingSince,
  incidentAct,
  isWarningFact,
  warningAct,
  watchAct,
  type Act,
  type County,
} from './county.ts';

/** Acts that a county begins with. */
const firstActs = 200;

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
  const county: County = {
    pack,
    seq,
    incidents: new Map(incidents.map((incident) => [incident.id, incident])),
    warnings: new Map(
      warnings.filter((warning) => warning.releasedAt === undefined).map((warning) => [warning.id, warning]),
    ),
    watch: watch ?? quietWatch(pack.id, pack.pack.identity.code),
    acts: [],
  };
  const entries = await ledger.read(pack.id, Math.max(0, seq - firstActs), firstActs);
  const states = new Map<string, Incident | Warning>([...county.incidents, ...county.warnings]);
  for (const entry of entries.filter((one) => one.seq <= seq)) {
    if (isWatchFact(entry.fact)) {
      county.acts.push(watchAct(pack, entry, entry.fact));
      continue;
    }
    if (!states.has(entry.subject)) states.set(entry.subject, await readState(ports, pack.id, entry));
    county.acts.push(actOf(entry, must(states.get(entry.subject), entry.subject)));
  }
  return county;
}

/** The state of a subject that is not living any more. */
async function readState(
  { records, ledger }: { ledger: Ledger; records: Records },
  jurisdiction: string,
  { subject, fact }: LedgerEntry,
): Promise<Incident | Warning> {
  if (!isWarningFact(fact)) return must(await records.incident(jurisdiction, subject), subject);
  let warning: Warning | null = null;
  for (const entry of await ledger.readSubject(jurisdiction, subject))
    if (isWarningFact(entry.fact)) warning = evolveWarning(warning, entry.fact, entry.at);
  return must(warning, subject);
}

function actOf(entry: LedgerEntry, state: Incident | Warning): Act {
  if ('colour' in state) {
    if (!isWarningFact(entry.fact)) throw new Error(`${entry.subject}: a warning with an incident's fact`);
    return warningAct(entry, entry.fact, state);
  }
  if (isWarningFact(entry.fact)) throw new Error(`${entry.subject}: an incident with a warning's fact`);
  if (isWatchFact(entry.fact)) throw new Error(`${entry.subject}: an incident with a fact of the watch`);
  return incidentAct(entry, entry.fact, state);
}
