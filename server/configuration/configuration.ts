import { isDeepStrictEqual } from 'node:util';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { PackChangeAsked, PackPreview } from '#shared/wire/configuration.ts';
import { toldOfFault } from '../packs/fault.ts';
import { missingOf, withRetired } from '../packs/meet.ts';
import { changeableParts, type RowFault } from '../packs/revise.ts';
import type { Database } from '../storage/database.ts';
import { readParts, readUse } from '../storage/pack-parts.ts';
import { addPackVersion, type PackVersion } from '../storage/pack-versions.ts';
import { consequencesOf } from './consequences.ts';
import { nextSince } from './editions.ts';
import type { LivingPacks } from './living.ts';
import { groundMoved } from './ground-moved.ts';
import { bodyAfter, fieldsBetween, lastChange, rowOf, type RowName } from './rows.ts';

type Asked = Omit<PackChangeAsked, 'why'>;
export interface By {
  id: string;
  name: string;
}
export interface Written {
  version: number;
  edition: number;
}

/** Changes of packs: looked at before, written, taken back. Whose part a row lies in is asked by who calls. */
export interface Configuration {
  packs: LivingPacks;
  /** What a change would do; its faults do not keep it from being told. */
  preview(jurisdiction: string, asked: Asked): Promise<PackPreview>;
  /** Answers when this node goes by it. */
  write(jurisdiction: string, asked: PackChangeAsked, by: By): Promise<Written | Refusal>;
  /** Gives the rows of a version the bodies that they had before it, as a version of its own. */
  undo(jurisdiction: string, version: number, why: string, by: By): Promise<Written | Refusal>;
}

export interface ConfigurationPorts {
  database: Database;
  packs: LivingPacks;
  clock: () => number;
  /** Sensors that fit into a jurisdiction before the house starts again. */
  room(jurisdiction: string): number;
}

/** Whoever comes between is told; after so many times the sender tries again by itself. */
const mostTries = 4;
const mostAheadMs = 730 * dayMs;
/** Each change is held against every later one that is yet to take effect, and a check takes some 100 ms. */
const mostAhead = 20;

export function openConfiguration({ database, packs, clock, room }: ConfigurationPorts): Configuration {
  /** Faults of a change: at the instant at which it takes effect, and at each later one at which another does. */
  async function faultsOf(id: string, made: PackVersion): Promise<RowFault[]> {
    const versions = [...packs.versions(id), made];
    if (versions.filter(({ since }) => since > made.at).length > mostAhead)
      return [whole('pack', because('pack-many-ahead', { count: mostAhead }))];
    for (let at = made.since; at !== Infinity; at = nextSince(versions, at)) {
      const { pack, faults } = await packs.edition(id, versions, at);
      if (!pack) return named(faults, made);
      const { length } = pack.pack.sensors;
      if (length > room(id)) return [whole('sensors', because('pack-sensor-room', { count: room(id) }))];
      // Each look at the record lets others have their turn.
      const gone = await restingOn(id, pack);
      if (gone.length > 0) return gone.map((reason) => whole(made.rows[0]?.part ?? 'pack', reason));
    }
    return [];
  }
  /** Open matters keep the step that they stand at. */
  async function restingOn(id: string, pack: Parameters<typeof withRetired>[0]): Promise<string[]> {
    const [parts, uses] = [await readParts(database, id), await readUse(database, id)];
    const before = packs.of(id);
    const known = before ? missingOf(before, uses) : { procedures: [], others: [] };
    const { procedures, others } = missingOf(withRetired(pack, parts), uses);
    return [...procedures, ...others].filter(
      (reason) => !known.procedures.includes(reason) && !known.others.includes(reason),
    );
  }
  const draft = (id: string, { rows, since, applies }: Asked): PackVersion => {
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
  };
  /** What lies elsewhere once it holds; of a change that cannot hold, nothing. */
  async function groundOf(id: string, asked: Asked): Promise<PackPreview['consequences']> {
    const made = draft(id, asked);
    const before = packs.of(id);
    const { pack: after } = await packs.edition(id, [...packs.versions(id), made], made.since);
    return before && after ? groundMoved(database, before, after, asked.rows) : [];
  }
  const nowOf = (id: string, name: RowName): unknown => {
    const pack = packs.of(id);
    return pack ? rowOf(pack, name) : null;
  };

  async function write(
    id: string,
    asked: PackChangeAsked,
    { by, undoes }: { by: By; undoes: number | null },
  ): Promise<Written | Refusal> {
    const unfit = unfitRows(asked, clock());
    if (unfit) return unfit;
    for (let tries = 0; tries < mostTries; tries++) {
      await packs.refresh(id);
      const conflict = conflictOf(packs, id, asked.rows);
      if (conflict) return conflict;
      if (asked.rows.every((row) => isAsBefore(packs, id, row)))
        return refuse('invalid', 'pack-unchanged', 'rows');
      const made = { ...draft(id, asked), by: by.id, byName: by.name, why: asked.why, undoes };
      const [fault] = await faultsOf(id, made);
      if (fault) return refuse('invalid', reasonOfFault(fault), fieldOf(fault));
      if (!(await addPackVersion(database, id, made))) continue;
      await packs.refresh(id);
      return { version: made.version, edition: packs.of(id)?.edition ?? 1 };
    }
    return refuse('busy', 'pack-changing');
  }

  return {
    packs,
    async preview(id, asked) {
      await packs.refresh(id);
      const pack = packs.of(id);
      const faults = await faultsOf(id, draft(id, asked));
      const rows = asked.rows.map(({ part, key, body }): PackPreview['rows'][number] => {
        const before = nowOf(id, { part, key });
        const fields = fieldsBetween(before, body);
        const isSame = isDeepStrictEqual(before, body);
        const change = isSame ? 'same' : before === null ? 'added' : body === null ? 'removed' : 'changed';
        return { part, key, change, fields: change === 'changed' ? fields : [] };
      });
      const consequences = pack ? await consequencesOf(database, pack, asked) : [];
      return { faults, rows, consequences: [...consequences, ...(await groundOf(id, asked))] };
    },
    write: (id, asked, by) => write(id, asked, { by, undoes: null }),
    async undo(id, version, why, by) {
      await packs.refresh(id);
      const versions = packs.versions(id);
      const old = versions.find((one) => one.version === version);
      if (!old) return refuse('unknown', 'pack-no-version', 'version');
      const later = laterChange(versions, old);
      if (later) return later;
      const earlier = versions.filter((one) => one.version < version);
      const rows = old.rows.map(({ part, key, body }) => {
        const before = bodyAfter(packs.base(id), earlier, { part, key }) ?? null;
        return { part, key, was: version, body: before ?? goneOf(part, body) };
      });
      const since = Math.max(old.since, clock());
      return write(id, { rows, why, applies: 'open', since }, { by, undoes: version });
    },
  };
}

/** What came goes; a sensor stays for its readings, out of use. */
const goneOf = (part: string, body: unknown): object | null =>
  part === 'sensors' && typeof body === 'object' && body !== null ? { ...body, retired: true } : null;

const whole = (part: string, reason: string | Reason): RowFault => ({
  part,
  key: '',
  field: '',
  ...toldOfFault(reason),
});
const reasonOfFault = ({ reason, reasonId, values }: RowFault): Reason =>
  reasonId ? { id: reasonId, ...(values && { values }) } : because('not-as-asked', { what: reason });
/** A fault of what refers to a row is told at the change that brings it about. */
const named = (faults: readonly RowFault[], { rows }: PackVersion): RowFault[] =>
  faults.toSorted((a, b) => Number(isOf(b, rows)) - Number(isOf(a, rows)));
const isOf = (fault: RowFault, rows: readonly RowName[]): boolean =>
  rows.some(({ part, key }) => part === fault.part && key === fault.key);
const fieldOf = ({ part, key, field }: RowFault): string =>
  [part, key, field].filter((one) => one !== '').join('.');

function unfitRows({ rows, since }: Asked, now: number): Refusal | null {
  const seen = new Set<string>();
  for (const [i, { part, key }] of rows.entries()) {
    if (!changeableParts.includes(part))
      return refuse('unknown', 'pack-no-part', { parts: changeableParts.join(', ') }, `rows.${i}.part`);
    if (seen.has(`${part}\0${key}`))
      return refuse('invalid', 'pack-row-twice', { row: key }, `rows.${i}.key`);
    seen.add(`${part}\0${key}`);
  }
  if ((since ?? 0) > now + mostAheadMs) return refuse('future', 'pack-too-far-ahead', 'since');
  return null;
}

/** Somebody changed a row since it was looked at. */
function conflictOf(packs: LivingPacks, id: string, rows: Asked['rows']): Refusal | null {
  for (const row of rows) {
    const last = lastChange(packs.versions(id), row);
    const isThere = last ? true : rowOf(packs.base(id), row) !== null;
    const version = last?.version ?? (isThere ? 1 : 0);
    if (row.was === version) continue;
    const conflict = refuse('conflict', 'row-changed-meanwhile', `${row.part}.${row.key}`);
    return last ? { ...conflict, winner: winnerOf(last) } : conflict;
  }
  return null;
}

const winnerOf = ({ byName, version, at }: PackVersion): NonNullable<Refusal['winner']> => ({
  by: byName,
  act: `pack-${version}`,
  at,
});

function laterChange(versions: readonly PackVersion[], old: PackVersion): Refusal | null {
  for (const row of old.rows) {
    const last = lastChange(versions, row);
    if (last && last.version > old.version)
      return {
        ...refuse('conflict', 'row-changed-later', `${row.part}.${row.key}`),
        winner: winnerOf(last),
      };
  }
  return null;
}

/** A row that is as it holds already, and that no version yet to come changes. */
function isAsBefore(packs: LivingPacks, id: string, row: Asked['rows'][number]): boolean {
  const last = lastChange(packs.versions(id), row);
  const body = last
    ? last.rows.find(({ part, key }) => part === row.part && key === row.key)?.body
    : rowOf(packs.base(id), row);
  return isDeepStrictEqual(body ?? null, row.body);
}
