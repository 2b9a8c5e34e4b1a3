import { bindTo } from '#shared/kernel/bind.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import type { PackChangeAsked, PackPreview } from '#shared/wire/configuration.ts';
import { toldOfFault } from '../packs/fault.ts';
import { missingOf, withRetired } from '../packs/meet.ts';
import type { RowFault } from '../packs/revise.ts';
import type { Database } from '../storage/database.ts';
import { readParts, readUse } from '../storage/pack-parts.ts';
import type { PackVersion } from '../storage/pack-versions.ts';
import { nextSince } from './editions.ts';
import { groundMoved } from './ground-moved.ts';
import type { LivingPacks } from './living.ts';
import type { RowName } from './rows.ts';

interface DraftPorts {
  database: Database;
  packs: LivingPacks;
  clock: () => number;
  /** Sensors that fit into a jurisdiction before the house starts again. */
  room(jurisdiction: string): number;
}
export type Asked = Omit<PackChangeAsked, 'why'>;
export type Drafts = ReturnType<typeof openDrafts>;

/** Each change is held against every later one that is yet to take effect, and a check takes some 100 ms. */
const mostAhead = 20;

/** A version as it would be, and what it would do, before it is one. */
export function openDrafts(ports: DraftPorts) {
  return bindTo(ports, { draft, faultsOf, groundOf });
}

function draft(
  { packs, clock }: Pick<DraftPorts, 'packs' | 'clock'>,
  id: string,
  { rows, since, applies }: Asked,
): PackVersion {
  const at = clock();
  const version = (packs.versions(id).at(-1)?.version ?? 1) + 1;
  return {
    version,
    at,
    since: Math.max(since ?? at, at),
    applies,
    by: '',
    byName: '',
    why: '',
    undoes: null,
    rows: rows.map(({ part, key, body }) => ({ part, key, body })),
  };
}

/** Faults of a change: at the instant at which it takes effect, and at each later one at which another does. */
async function faultsOf(ports: DraftPorts, id: string, made: PackVersion): Promise<RowFault[]> {
  const { packs, room } = ports;
  const versions = [...packs.versions(id), made];
  if (versions.filter(({ since }) => since > made.at).length > mostAhead)
    return [whole('pack', because('pack-many-ahead', { count: mostAhead }))];
  for (let at = made.since; at !== Infinity; at = nextSince(versions, at)) {
    const { pack, faults } = await packs.edition(id, versions, at);
    if (!pack) return named(faults, made);
    const { length } = pack.pack.sensors;
    if (length > room(id)) return [whole('sensors', because('pack-sensor-room', { count: room(id) }))];
    // Each look at the record lets others have their turn.
    const gone = await restingOn(ports, id, pack);
    if (gone.length > 0) return gone.map((reason) => whole(made.rows[0]?.part ?? 'pack', reason));
  }
  return [];
}

/** Open matters keep the step that they stand at. */
async function restingOn(
  { database, packs }: Pick<DraftPorts, 'database' | 'packs'>,
  id: string,
  pack: Parameters<typeof withRetired>[0],
): Promise<string[]> {
  const [parts, uses] = [await readParts(database, id), await readUse(database, id)];
  const before = packs.of(id);
  const known = before ? missingOf(before, uses) : { procedures: [], others: [] };
  const { procedures, others } = missingOf(withRetired(pack, parts), uses);
  return [...procedures, ...others].filter(
    (reason) => !known.procedures.includes(reason) && !known.others.includes(reason),
  );
}

/** What lies elsewhere once it holds; of a change that cannot hold, nothing. */
async function groundOf(ports: DraftPorts, id: string, asked: Asked): Promise<PackPreview['consequences']> {
  const { database, packs } = ports;
  const made = draft(ports, id, asked);
  const before = packs.of(id);
  const { pack: after } = await packs.edition(id, [...packs.versions(id), made], made.since);
  return before && after ? groundMoved(database, before, after, asked.rows) : [];
}

const whole = (part: string, reason: string | Reason): RowFault => ({
  part,
  key: '',
  field: '',
  ...toldOfFault(reason),
});
/** A fault of what refers to a row is told at the change that brings it about. */
const named = (faults: readonly RowFault[], { rows }: PackVersion): RowFault[] =>
  faults.toSorted((a, b) => Number(isOf(b, rows)) - Number(isOf(a, rows)));
const isOf = (fault: RowFault, rows: readonly RowName[]): boolean =>
  rows.some(({ part, key }) => part === fault.part && key === fault.key);
