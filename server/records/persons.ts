import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { refuse, isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { erasurePlan, fieldsOfOther, type ErasurePlan } from '#shared/record/erasure.ts';
import { bareNumber } from '#shared/record/find.ts';
import type { Value, Values } from '#shared/record/kind.ts';
import { checkValues } from '#shared/record/values.ts';
import type * as wire from '#shared/wire/own-records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldErasing } from '../storage/world/world-erase.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow, WorldAct, WorldRow } from '../storage/world/world-row.ts';
import type { WorldTrail } from '../storage/world/world-trail.ts';
import { lodgingIdOf, lodgingOf, makeContent } from './rows.ts';
import type { Sealing } from './sealing.ts';
import { kindIn, type Showing } from './showing.ts';

const [mostReads, mostSame, mostNaming] = [200, 20, 200];

export interface PersonPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'find' | 'read' | 'matters'>;
  erasing: WorldErasing;
  showing: Pick<Showing, 'valuesOf'>;
  trail: Pick<WorldTrail, 'find' | 'count'>;
  records: Pick<Records, 'incident'>;
  now: () => number;
}
type Who = z.output<typeof wire.personQuery>;

/** What people may ask of what is kept about them. Who asks has been made sure of before: by a paper, or by a code and two numbers. */
export function openPersons(ports: PersonPorts) {
  const { sealing, queries, erasing, showing, trail, now } = ports;
  const keyOf = (pack: LoadedPack, key: string): number => sealing.keyOf(pack.id, key);
  const same = (a: unknown, b: string): boolean => bareNumber(String(a ?? '')) === bareNumber(b);

  /** Records of the person with this name and number: by both together, never by one. */
  async function rowsOf(pack: LoadedPack, { name, identity }: Who): Promise<FoundRow[]> {
    const keys = [keyOf(pack, `n:${bareNumber(identity)}`)];
    const found = await queries.find({ all: keys, ways: [], scope: null }, mostSame);
    const rows = await queries.read(
      pack.id,
      found.map(({ id }) => id),
    );
    return rows.filter((row) => {
      const values = kindIn(row).about === 'person' ? showing.valuesOf(pack.id, row) : {};
      return same(values['identity'], identity) && String(values['name'] ?? '').trim() === name.trim();
    });
  }

  async function readsOf(pack: LoadedPack, rows: readonly FoundRow[]): Promise<wire.OwnReads> {
    const lines = await Promise.all(
      rows.map(({ id }) => trail.find(pack.id, { record: id, limit: mostReads })),
    );
    const since = now() - 30 * dayMs;
    const counts = await Promise.all(rows.map(({ id }) => trail.count(pack.id, id, since)));
    const reads = lines
      .flat()
      .toSorted((a, b) => b.seq - a.seq)
      .slice(0, mostReads);
    return {
      reads: reads.map(({ at, byName, role, unit, act, purpose, why, fields }) => ({
        at,
        by: byName,
        role,
        unit,
        act,
        purpose,
        why,
        fields: [...fields],
      })),
      days30: counts.reduce((sum, one) => sum + one, 0),
    };
  }

  async function planOf(
    pack: LoadedPack,
    row: FoundRow,
  ): Promise<{ plan: ErasurePlan; openMatters: string[] }> {
    const pointing = await pointingTo(pack, row.id);
    const licences = pointing
      .filter(({ kind }) => kind === 'licence')
      .map((one) => ({ until: textOf(one.open['until']), keepYears: kindIn(one).keepYears }));
    const links = await queries.matters(pack.id, row.id, mostNaming);
    const matters = await Promise.all(links.map(({ incident }) => ports.records.incident(pack.id, incident)));
    const openMatters = matters.flatMap((one) => (one && isOpen(one) ? [one.id] : []));
    const values = showing.valuesOf(pack.id, row);
    const today = new Date(now()).toISOString().slice(0, 10);
    const ground = {
      values,
      ended: row.endedAt !== null,
      licences,
      openMatters: [...new Set(openMatters)],
      today,
    };
    return { plan: erasurePlan(kindIn(row), ground), openMatters: ground.openMatters };
  }

  async function pointingTo(pack: LoadedPack, id: string): Promise<FoundRow[]> {
    const found = await queries.find({ all: [keyOf(pack, `of:${id}`)], ways: [], scope: null }, mostNaming);
    return queries.read(
      pack.id,
      found.map((one) => one.id),
    );
  }

  /** Other records with the person's telephone, and those that name the person as head (E6). */
  async function othersOf(pack: LoadedPack, row: FoundRow): Promise<{ row: FoundRow; fields: string[] }[]> {
    const phone = textOf(showing.valuesOf(pack.id, row)['phone']);
    if (phone === null) return [];
    const keys = [keyOf(pack, `n:${bareNumber(phone)}`)];
    const found = await queries.find({ all: keys, ways: [], scope: null }, mostNaming);
    const rows = await queries.read(
      pack.id,
      found.map(({ id }) => id),
    );
    return rows.flatMap((one) => {
      const fields = fieldsOfOther(kindIn(one), showing.valuesOf(pack.id, one), (text) => same(text, phone));
      return one.id === row.id || fields.length === 0 ? [] : [{ row: one, fields }];
    });
  }

  /** The row with other values, found by what it says now; `ended`: by nothing any more. */
  async function rewritten(
    pack: LoadedPack,
    row: FoundRow,
    values: Values,
    ended: boolean,
  ): Promise<WorldRow> {
    const kind = kindIn(row);
    const lodgingId = lodgingIdOf(kind, values);
    const [lodged] = lodgingId === null ? [] : await queries.read(pack.id, [lodgingId]);
    const lodging = lodged && lodgingOf(lodged.kind, lodged.open, lodged.grids);
    const gridsOf = lodging?.grids ?? (ended ? [] : row.grids);
    const content = makeContent(sealing, pack, {
      id: row.id,
      kind,
      values,
      place: ended ? null : row.place,
      gridsOf,
      address: lodging?.address,
    });
    const at = now();
    return {
      ...row,
      ...content,
      version: row.version + 1,
      changedAt: at,
      ...(ended && { endedAt: row.endedAt ?? at, confirmedBy: null, keys: [] }),
    };
  }
  const actOf = (person: Person, act: WorldAct['act'], note: string, fields: readonly string[]) => ({
    at: now(),
    byId: person.id,
    byName: person.name,
    act,
    note,
    fields: [...fields],
  });

  return {
    rowsOf,
    readsOf,
    /** The person's telephone as the record has it; for who compares, not for who reads. */
    phoneOf: (pack: LoadedPack, row: FoundRow): string | null =>
      textOf(showing.valuesOf(pack.id, row)['phone']),
    async find(pack: LoadedPack, who: Who): Promise<wire.PersonFound> {
      const rows = await rowsOf(pack, who);
      const people = await Promise.all(
        rows.map(async (row) => {
          const [planned, others, reads] = await Promise.all([
            planOf(pack, row),
            othersOf(pack, row),
            readsOf(pack, [row]),
          ]);
          return {
            id: row.id,
            version: row.version,
            endedAt: row.endedAt,
            grids: row.grids.map((id) => pack.grid.byId.get(id)?.name ?? id),
            filled: Object.keys(showing.valuesOf(pack.id, row)),
            ...planned,
            others: others.map((one) => ({ id: one.row.id, kind: one.row.kind, fields: one.fields })),
            ...reads,
          };
        }),
      );
      return { people };
    },

    async erase(
      pack: LoadedPack,
      person: Person,
      id: string,
      { version, why }: z.output<typeof wire.personErasure>,
    ): Promise<z.input<typeof wire.personErased> | Refusal> {
      const [row] = await queries.read(pack.id, [id]);
      if (!row || kindIn(row).about !== 'person') return refuse('unknown', 'record-unknown', 'id');
      const { plan } = await planOf(pack, row);
      const others = await othersOf(pack, row);
      const left = without(showing.valuesOf(pack.id, row), plan.erased);
      const act = actOf(person, plan.isWhole ? 'ended' : 'corrected', why, plan.erased);
      const next = await rewritten(pack, row, left, plan.isWhole);
      if (!(await erasing.erase(pack.id, { id, version }, next, act)))
        return refuse('conflict', 'record-changed', { version: row.version }, 'version');
      for (const other of others) {
        const values = without(showing.valuesOf(pack.id, other.row), other.fields);
        const written = await rewritten(pack, other.row, values, false);
        await erasing.erase(pack.id, other.row, written, actOf(person, 'corrected', why, other.fields));
      }
      if (plan.isWhole) await forgetHead(pack, person, id, why);
      return { id, erased: plan.erased, others: others.length };
    },

    async mend(
      pack: LoadedPack,
      person: Person,
      id: string,
      sent: z.output<typeof wire.personCorrection>,
    ): Promise<z.input<typeof wire.personCorrected> | Refusal> {
      const [row] = await queries.read(pack.id, [id]);
      if (!row || kindIn(row).about !== 'person') return refuse('unknown', 'record-unknown', 'id');
      const before = showing.valuesOf(pack.id, row);
      const values = checkValues(kindIn(row), { ...before, ...sent.values });
      if (isRefusal(values)) return values;
      const others = await othersOf(pack, row);
      const fields = Object.keys(sent.values);
      const next = await rewritten(pack, row, values, false);
      const act = actOf(person, 'corrected', sent.why, fields);
      if (!(await erasing.erase(pack.id, { id, version: sent.version }, next, act)))
        return refuse('conflict', 'record-changed', { version: row.version }, 'version');
      let mended = 0;
      for (const other of others) {
        const theirs: Record<string, Value> = { ...showing.valuesOf(pack.id, other.row) };
        const [phone = '', name = ''] = other.fields;
        if (values['phone'] !== undefined && phone !== '') theirs[phone] = values['phone'];
        if (values['name'] !== undefined && theirs[name] === before['name'] && name !== '')
          theirs[name] = values['name'];
        const written = await rewritten(pack, other.row, theirs, false);
        mended += (await erasing.erase(
          pack.id,
          other.row,
          written,
          actOf(person, 'corrected', sent.why, other.fields),
        ))
          ? 1
          : 0;
      }
      return { id, version: sent.version + 1, others: mended };
    },
  };

  /** A household whose head is nobody any more. */
  async function forgetHead(pack: LoadedPack, person: Person, id: string, why: string): Promise<void> {
    for (const one of await pointingTo(pack, id)) {
      if (one.kind !== 'household') continue;
      const written = await rewritten(pack, one, without(showing.valuesOf(pack.id, one), ['head']), false);
      await erasing.erase(pack.id, one, written, actOf(person, 'corrected', why, ['head']));
    }
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const without = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([id]) => !fields.includes(id)));
