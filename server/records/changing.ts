import type { z } from 'zod';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { refuse, type Refusal, isRefusal } from '#shared/kernel/refusal.ts';
import { lastKeys } from '#shared/record/find.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { RecordKind, Value, Values } from '#shared/record/kind.ts';
import { maySeeRecord, sightOf } from '#shared/record/sight.ts';
import { checkValues } from '#shared/record/values.ts';
import type { newRecord, recordChange, recordConfirmation } from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow, WorldRow } from '../storage/world/world-row.ts';
import type { WorldWrites } from '../storage/world/world-write.ts';
import { lodgingIdOf, lodgingOf, makeContent, newRecordId, type Content, type Made } from './rows.ts';
import type { Sealing } from './sealing.ts';
import { kindIn, type Showing } from './showing.ts';

export interface ChangePorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'read' | 'find' | 'didAct'>;
  writes: Pick<WorldWrites, 'add' | 'change' | 'confirm' | 'move'>;
  showing: Showing;
  now: () => number;
}
/** A dwelling holds a few people, a building some hundred dwellings. */
const mostLodgers = 1_000;

type Change = z.output<typeof recordChange>;
interface Changed {
  id: string;
  version: number;
}

/** Making, correcting and confirming single records. */
export function openChanging(ports: ChangePorts) {
  return bindTo(ports, { add, correct, confirm, visible });
}

async function contentOf(
  { queries, sealing }: Pick<ChangePorts, 'queries' | 'sealing'>,
  pack: LoadedPack,
  made: Omit<Made, 'address' | 'gridsOf'>,
): Promise<Content> {
  const id = lodgingIdOf(made.kind, made.values);
  const [row] = id === null ? [] : await queries.read(pack.id, [id]);
  const lodging = row && lodgingOf(row.kind, row.open, row.grids);
  return makeContent(sealing, pack, { ...made, gridsOf: lodging?.grids, address: lodging?.address });
}

/** What lies in a record is found by its address and grids, and moves with it. */
async function moveLodgers(
  { sealing, queries, showing, writes }: Pick<ChangePorts, 'sealing' | 'queries' | 'showing' | 'writes'>,
  pack: LoadedPack,
  row: Pick<FoundRow, 'id' | 'kind' | 'open' | 'grids'>,
): Promise<void> {
  const all = [sealing.keyOf(pack.id, `of:${row.id}`)];
  const found = await queries.find({ all, ways: [], scope: null }, mostLodgers);
  const lodging = lodgingOf(row.kind, row.open, row.grids);
  for (const one of await queries.read(
    pack.id,
    found.map(({ id }) => id),
  )) {
    const [kind, values] = [kindIn(one), showing.valuesOf(pack.id, one)];
    if (lodgingIdOf(kind, values) !== row.id) continue;
    const { grids, keys } = makeContent(sealing, pack, {
      id: one.id,
      kind,
      values,
      place: one.place,
      gridsOf: lodging.grids,
      address: lodging.address,
    });
    await writes.move(pack.id, one.id, one.version, grids, keys);
  }
}

function actOf({ now }: Pick<ChangePorts, 'now'>, person: Person) {
  return { at: now(), byId: person.id, byName: person.name };
}

async function look(
  { showing }: Pick<ChangePorts, 'showing'>,
  pack: LoadedPack,
  person: Person,
  row: FoundRow,
  purpose: Change['purpose'],
  fields: string[],
) {
  if (purpose !== undefined) await showing.show(pack, person, { act: 'changed', purpose }, [row], fields);
}

/** A record that somebody may see. One that is not there and one that is not the asker's get the same answer. */
async function visible(
  { queries }: Pick<ChangePorts, 'queries'>,
  pack: LoadedPack,
  person: Person,
  id: string,
): Promise<FoundRow | Refusal> {
  const [row] = await queries.read(pack.id, [id]);
  return row && maySeeRecord(person, kindIn(row), row.grids) ? row : unknown();
}

async function add(
  ports: ChangePorts,
  pack: LoadedPack,
  person: Person,
  sent: z.output<typeof newRecord>,
): Promise<Changed | Refusal> {
  const { now, writes } = ports;
  const kind = kindOf(sent.kind);
  if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
  const values = checkValues(kind, sent.values, (unit) => pack.units.has(unit));
  if (isRefusal(values)) return values;
  const content = await contentOf(ports, pack, {
    id: newRecordId(),
    kind,
    values,
    place: sent.place ?? null,
  });
  if (!mayChange(person, kind, content.grids)) return refuse('forbidden', 'record-outside', 'place');
  const at = now();
  const by = { confirmedAt: at, confirmedBy: person.name };
  const row: WorldRow = {
    ...content,
    ...by,
    version: 1,
    source: null,
    madeAt: at,
    changedAt: at,
    endedAt: null,
  };
  await writes.add(pack.id, row, { ...actOf(ports, person), act: 'made', note: null, fields: [] });
  return { id: row.id, version: 1 };
}

async function correct(
  ports: ChangePorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  sent: Change,
): Promise<Changed | Refusal> {
  const { showing, now, writes } = ports;
  const found = await visible(ports, pack, person, id);
  if (isRefusal(found)) return found;
  const kind = kindIn(found);
  if (kind.about === 'person' && sent.purpose === undefined)
    return refuse('invalid', 'record-look-reason', 'purpose');
  const before = showing.valuesOf(pack.id, found);
  const hidden = Object.keys(sent.values ?? {}).find((field) => isHidden(person, kind, field));
  if (hidden !== undefined) return refuse('forbidden', 'record-field-hidden', `values.${hidden}`);
  const values = checkValues(kind, merged(before, sent.values ?? {}), (unit) => pack.units.has(unit));
  if (isRefusal(values)) return values;
  const place = sent.place === undefined ? found.place : sent.place;
  const content = await contentOf(ports, pack, { id, kind, values, place });
  if (!mayChange(person, kind, content.grids)) return refuse('forbidden', 'record-moves-outside', 'place');
  const fields = [...kind.fields.map((field) => field.id)].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(values[field]),
  );
  await look(ports, pack, person, found, sent.purpose, fields);
  const at = now();
  const changed = await writes.change(pack.id, id, sent.version, (old) => ({
    row: {
      ...old,
      ...content,
      version: old.version + 1,
      changedAt: at,
      confirmedAt: at,
      confirmedBy: person.name,
      endedAt: sent.ended ? at : null,
      // What has ended is found no more; its address still leads to it, and lists of payments to who has died.
      keys: sent.ended
        ? lastKeys(kind, values).map((key) => ports.sealing.keyOf(pack.id, key))
        : content.keys,
    },
    act: { ...actOf(ports, person), act: sent.ended ? 'ended' : 'corrected', note: sent.why, fields },
  }));
  if (changed === null) return unknown();
  if (!changed.done) return conflict(changed.before);
  const isMoved = fields.includes('address') || content.grids.join() !== found.grids.join();
  if (isMoved) await moveLodgers(ports, pack, content);
  return { id, version: sent.version + 1 };
}

/** Somebody was there and it still holds, or was there and found nobody. */
async function confirm(
  ports: ChangePorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  { act, note, at: said }: z.output<typeof recordConfirmation>,
): Promise<Changed | Refusal> {
  const { now, queries, writes } = ports;
  const found = await visible(ports, pack, person, id);
  if (isRefusal(found)) return found;
  if (found.endedAt !== null) return refuse('not-now', 'record-ended', 'id');
  // What a phone wrote down is of then; a clock that runs ahead says now.
  const at = Math.min(said ?? now(), now());
  if (said !== undefined && (await queries.didAct(pack.id, id, { by: person.id, act, at })))
    return { id, version: found.version };
  const done = await writes.confirm(pack.id, id, act === 'confirmed' ? { at, by: person.name } : null, {
    ...actOf(ports, person),
    at,
    act,
    note: note ?? null,
    fields: [],
  });
  return done ? { id, version: found.version } : unknown();
}

const unknown = (): Refusal => refuse('unknown', 'record-unknown', 'id');

function conflict({ version, changedAt, confirmedBy }: FoundRow): Refusal {
  return {
    ...refuse('conflict', 'record-changed', { version }, 'version'),
    winner: { by: confirmedBy ?? '', act: 'corrected', at: changedAt },
  };
}

/** Whoever leads looks and does not write. */
export const mayChange = (person: Person, kind: RecordKind, grids: readonly string[]): boolean =>
  may(person, 'keep-records') && maySeeRecord(person, kind, grids);

function isHidden(person: Person, kind: RecordKind, id: string): boolean {
  const field = kind.fields.find((one) => one.id === id);
  return field !== undefined && sightOf(person, field).shown === 'none';
}

function merged(before: Values, sent: Readonly<Record<string, Value | null>>): Record<string, Value | null> {
  return { ...before, ...sent };
}
