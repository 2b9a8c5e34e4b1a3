import { isDeepStrictEqual } from 'node:util';
import { bindTo } from '#shared/kernel/bind.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { PackChangeAsked, PackPreview } from '#shared/wire/configuration.ts';
import { changeableParts, type RowFault } from '../packs/revise.ts';
import type { Database } from '../storage/database.ts';
import { addPackVersion, type PackVersion } from '../storage/pack-versions.ts';
import { consequencesOf } from './consequences.ts';
import { openDrafts, type Asked, type Drafts } from './draft.ts';
import type { LivingPacks } from './living.ts';
import { bodyAfter, fieldsBetween, lastChange, rowOf } from './rows.ts';

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

type Desk = ConfigurationPorts & { drafts: Drafts };

export function openConfiguration(ports: ConfigurationPorts): Configuration {
  const desk: Desk = { ...ports, drafts: openDrafts(ports) };
  return { packs: ports.packs, ...bindTo(desk, { preview, write, undo }) };
}

async function preview({ database, packs, drafts }: Desk, id: string, asked: Asked): Promise<PackPreview> {
  await packs.refresh(id);
  const pack = packs.of(id);
  const faults = await drafts.faultsOf(id, drafts.draft(id, asked));
  const rows = asked.rows.map(({ part, key, body }): PackPreview['rows'][number] => {
    const before = pack ? rowOf(pack, { part, key }) : null;
    const fields = fieldsBetween(before, body);
    const isSame = isDeepStrictEqual(before, body);
    const change = isSame ? 'same' : before === null ? 'added' : body === null ? 'removed' : 'changed';
    return { part, key, change, fields: change === 'changed' ? fields : [] };
  });
  const consequences = pack ? await consequencesOf(database, pack, asked) : [];
  return { faults, rows, consequences: [...consequences, ...(await drafts.groundOf(id, asked))] };
}

function write(desk: Desk, id: string, asked: PackChangeAsked, by: By): Promise<Written | Refusal> {
  return keep(desk, id, asked, { by, undoes: null });
}

async function undo(
  desk: Desk,
  id: string,
  version: number,
  why: string,
  by: By,
): Promise<Written | Refusal> {
  const { packs, clock } = desk;
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
  return keep(desk, id, { rows, why, applies: 'open', since }, { by, undoes: version });
}

/** Writes a version down, unless somebody else did meanwhile, and goes by it. */
async function keep(
  { database, packs, clock, drafts }: Desk,
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
    const made = { ...drafts.draft(id, asked), by: by.id, byName: by.name, why: asked.why, undoes };
    const [fault] = await drafts.faultsOf(id, made);
    if (fault) return refuse('invalid', reasonOfFault(fault), fieldOf(fault));
    if (!(await addPackVersion(database, id, made))) continue;
    await packs.refresh(id);
    return { version: made.version, edition: packs.of(id)?.edition ?? 1 };
  }
  return refuse('busy', 'pack-changing');
}

/** What came goes; a sensor stays for its readings, out of use. */
const goneOf = (part: string, body: unknown): object | null =>
  part === 'sensors' && typeof body === 'object' && body !== null ? { ...body, retired: true } : null;

const reasonOfFault = ({ reason, reasonId, values }: RowFault): Reason =>
  reasonId ? { id: reasonId, ...(values && { values }) } : because('not-as-asked', { what: reason });
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
