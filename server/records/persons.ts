import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { refuse, isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Value } from '#shared/record/kind.ts';
import { checkValues } from '#shared/record/values.ts';
import type * as wire from '#shared/wire/own-records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import {
  othersOf,
  planOf,
  pointingTo,
  readsOf,
  rowsOf,
  textOf,
  type PersonPorts,
  type Who,
} from './person-looking.ts';
import { actOf, rewritten, without } from './person-rewriting.ts';
import { kindIn } from './showing.ts';

/** What people may ask of what is kept about them. Who asks has been made sure of before: by a paper, or by a code and two numbers. */
export function openPersons(ports: PersonPorts) {
  return {
    rowsOf: (pack: LoadedPack, who: Who) => rowsOf(ports, pack, who),
    readsOf: (pack: LoadedPack, rows: readonly FoundRow[]) => readsOf(ports, pack, rows),
    /** The person's telephone as the record has it; for who compares, not for who reads. */
    phoneOf: (pack: LoadedPack, row: FoundRow): string | null =>
      textOf(ports.showing.valuesOf(pack.id, row)['phone']),
    find: (pack: LoadedPack, who: Who) => find(ports, pack, who),
    erase: (pack: LoadedPack, person: Person, id: string, sent: z.output<typeof wire.personErasure>) =>
      erase(ports, pack, person, id, sent),
    mend: (pack: LoadedPack, person: Person, id: string, sent: z.output<typeof wire.personCorrection>) =>
      mend(ports, pack, person, id, sent),
  };
}

async function find(ports: PersonPorts, pack: LoadedPack, who: Who): Promise<wire.PersonFound> {
  const rows = await rowsOf(ports, pack, who);
  const people = await Promise.all(
    rows.map(async (row) => {
      const [planned, others, reads] = await Promise.all([
        planOf(ports, pack, row),
        othersOf(ports, pack, row),
        readsOf(ports, pack, [row]),
      ]);
      return {
        id: row.id,
        version: row.version,
        endedAt: row.endedAt,
        grids: row.grids.map((id) => pack.grid.byId.get(id)?.name ?? id),
        filled: Object.keys(ports.showing.valuesOf(pack.id, row)),
        ...planned,
        others: others.map((one) => ({ id: one.row.id, kind: one.row.kind, fields: one.fields })),
        ...reads,
      };
    }),
  );
  return { people };
}

async function erase(
  ports: PersonPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  { version, why }: z.output<typeof wire.personErasure>,
): Promise<z.input<typeof wire.personErased> | Refusal> {
  const { queries, erasing, showing } = ports;
  const [row] = await queries.read(pack.id, [id]);
  if (!row || kindIn(row).about !== 'person') return refuse('unknown', 'record-unknown', 'id');
  const { plan } = await planOf(ports, pack, row);
  const others = await othersOf(ports, pack, row);
  const left = without(showing.valuesOf(pack.id, row), plan.erased);
  const act = actOf(ports.now(), person, plan.isWhole ? 'ended' : 'corrected', why, plan.erased);
  const next = await rewritten(ports, pack, row, left, plan.isWhole);
  if (!(await erasing.erase(pack.id, { id, version }, next, act)))
    return refuse('conflict', 'record-changed', { version: row.version }, 'version');
  for (const other of others) {
    const values = without(showing.valuesOf(pack.id, other.row), other.fields);
    const written = await rewritten(ports, pack, other.row, values, false);
    await erasing.erase(
      pack.id,
      other.row,
      written,
      actOf(ports.now(), person, 'corrected', why, other.fields),
    );
  }
  if (plan.isWhole) await forgetHead(ports, pack, person, id, why);
  return { id, erased: plan.erased, others: others.length };
}

async function mend(
  ports: PersonPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  sent: z.output<typeof wire.personCorrection>,
): Promise<z.input<typeof wire.personCorrected> | Refusal> {
  const { queries, erasing, showing } = ports;
  const [row] = await queries.read(pack.id, [id]);
  if (!row || kindIn(row).about !== 'person') return refuse('unknown', 'record-unknown', 'id');
  const before = showing.valuesOf(pack.id, row);
  const values = checkValues(kindIn(row), { ...before, ...sent.values });
  if (isRefusal(values)) return values;
  const others = await othersOf(ports, pack, row);
  const fields = Object.keys(sent.values);
  const next = await rewritten(ports, pack, row, values, false);
  const act = actOf(ports.now(), person, 'corrected', sent.why, fields);
  if (!(await erasing.erase(pack.id, { id, version: sent.version }, next, act)))
    return refuse('conflict', 'record-changed', { version: row.version }, 'version');
  let mended = 0;
  for (const other of others) {
    const theirs: Record<string, Value> = { ...showing.valuesOf(pack.id, other.row) };
    const [phone = '', name = ''] = other.fields;
    if (values['phone'] !== undefined && phone !== '') theirs[phone] = values['phone'];
    if (values['name'] !== undefined && theirs[name] === before['name'] && name !== '')
      theirs[name] = values['name'];
    const written = await rewritten(ports, pack, other.row, theirs, false);
    mended += (await erasing.erase(
      pack.id,
      other.row,
      written,
      actOf(ports.now(), person, 'corrected', sent.why, other.fields),
    ))
      ? 1
      : 0;
  }
  return { id, version: sent.version + 1, others: mended };
}

/** A household whose head is nobody any more. */
async function forgetHead(
  ports: PersonPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  why: string,
): Promise<void> {
  for (const one of await pointingTo(ports, pack, id)) {
    if (one.kind !== 'household') continue;
    const written = await rewritten(
      ports,
      pack,
      one,
      without(ports.showing.valuesOf(pack.id, one), ['head']),
      false,
    );
    await ports.erasing.erase(pack.id, one, written, actOf(ports.now(), person, 'corrected', why, ['head']));
  }
}
