import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { fieldOf } from '#shared/record/kinds.ts';
import type { Purpose } from '#shared/record/purpose.ts';
import type * as wire from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import { mayChange } from './changing.ts';
import type { Sealing } from './sealing.ts';
import { briefOf, kindIn, type Showing, type Shown } from './showing.ts';
import type { Trail } from './trail.ts';

interface OpeningPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'read' | 'find' | 'acts' | 'matters' | 'versions'>;
  showing: Showing;
  trail: Pick<Trail, 'of'>;
  records: Pick<Records, 'incident'>;
  /** A record that somebody may see. */
  visible: (pack: LoadedPack, person: Person, id: string) => Promise<FoundRow | Refusal>;
}

const [mostRelated, mostActs, mostMatters] = [100, 20, 30];

/** One record opened: what stands in it now, in full, and what stood in it before. Each look at a person has its reason. */
export function openOpening(ports: OpeningPorts) {
  return bindTo(ports, { detail, unmask, versions });
}

async function detail(
  ports: OpeningPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  purpose: Purpose | undefined,
): Promise<wire.RecordDetail | Refusal> {
  const { queries, showing, trail } = ports;
  const row = await reasoned(ports, pack, person, id, purpose);
  if (isRefusal(row)) return row;
  const others = await pointingTo(ports, pack.id, id);
  const { shown } = await showing.show(pack, person, { act: 'opened', purpose }, [row, ...others]);
  const [own, ...related] = shown;
  if (!own) return refuse('unknown', 'record-unknown', 'id');
  const { matters, hidden } = await mattersOf(ports, pack, person, id);
  const acts = await queries.acts(pack.id, id, mostActs);
  return {
    ...detailOf(pack, person, own),
    matters,
    hiddenMatters: hidden,
    related: related.map((one) => briefOf(pack, one)),
    acts: acts.map(({ byId: _, byName, ...rest }) => ({ ...rest, by: byName, fields: [...rest.fields] })),
    reads: purpose === undefined ? null : await trail.of(pack.id, id),
  };
}

/** A record that somebody may see; of a person only with a reason. */
async function reasoned(
  { visible }: Pick<OpeningPorts, 'visible'>,
  pack: LoadedPack,
  person: Person,
  id: string,
  purpose: Purpose | undefined,
): Promise<FoundRow | Refusal> {
  const row = await visible(pack, person, id);
  if (isRefusal(row) || purpose !== undefined || kindIn(row).about !== 'person') return row;
  return refuse('invalid', 'record-look-reason', 'purpose');
}

/** Records that name this one. */
async function pointingTo(
  { sealing, queries }: Pick<OpeningPorts, 'sealing' | 'queries'>,
  jurisdiction: string,
  id: string,
): Promise<FoundRow[]> {
  const all = [sealing.keyOf(jurisdiction, `of:${id}`)];
  const found = await queries.find({ all, ways: [], scope: null }, mostRelated);
  return queries.read(
    jurisdiction,
    found.map((one) => one.id),
  );
}

async function mattersOf(
  { queries, records }: Pick<OpeningPorts, 'queries' | 'records'>,
  pack: LoadedPack,
  person: Person,
  id: string,
) {
  const links = await queries.matters(pack.id, id, mostMatters);
  const found = await Promise.all(
    links.map(async (link) => ({ link, incident: await records.incident(pack.id, link.incident) })),
  );
  const seen = found.flatMap(({ link, incident }) =>
    incident && maySee(person, concernOf(incident)) ? [{ link, incident }] : [],
  );
  const matters = seen.map(({ link, incident }) => ({
    incident: incident.id,
    title: incident.title,
    role: link.role,
    at: link.at,
    node: incident.node,
    procedure: incident.procedure,
    closedAt: incident.closedAt ?? null,
  }));
  return { matters, hidden: links.length - seen.length };
}

/** What the record itself says. */
function detailOf(pack: LoadedPack, person: Person, own: Shown) {
  const { row, kind, facts } = own;
  return {
    ...briefOf(pack, own),
    version: row.version,
    facts,
    gridIds: [...row.grids],
    source: row.source,
    confirmedBy: row.confirmedBy,
    changedAt: row.changedAt,
    endedAt: row.endedAt,
    dueAt:
      kind.rhythmDays === undefined || row.confirmedAt === null
        ? null
        : row.confirmedAt + kind.rhythmDays * dayMs,
    mayChange: mayChange(person, kind, row.grids),
  };
}

/** Fields in full, one by one, for a reason. */
async function unmask(
  { visible, showing }: Pick<OpeningPorts, 'visible' | 'showing'>,
  pack: LoadedPack,
  person: Person,
  id: string,
  { fields, purpose, why }: z.output<typeof wire.recordUnmasking>,
): Promise<z.input<typeof wire.unmasked> | Refusal> {
  const row = await visible(pack, person, id);
  if (isRefusal(row)) return row;
  const strange = fields.find((field) => !fieldOf(kindIn(row), field));
  if (strange !== undefined) return refuse('unknown', 'record-no-field', 'fields');
  const { shown } = await showing.show(pack, person, { act: 'unmasked', purpose, why }, [row], fields);
  return { facts: shown[0]?.facts ?? [] };
}

/** What stood in it before each change. */
async function versions(
  ports: OpeningPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
  purpose: Purpose | undefined,
): Promise<z.input<typeof wire.recordVersions> | Refusal> {
  const { queries, showing } = ports;
  const row = await reasoned(ports, pack, person, id, purpose);
  if (isRefusal(row)) return row;
  const before = await queries.versions(pack.id, id);
  const rows: FoundRow[] = before.map(({ open, sealed, version }) => ({
    ...row,
    open,
    sealed,
    version: version - 1,
  }));
  const { shown } = await showing.show(pack, person, { act: 'opened', purpose }, rows);
  return {
    versions: before.map(({ at, byName, act, note, version }, i) => ({
      version: version - 1,
      until: at,
      by: byName,
      act,
      note,
      facts: shown[i]?.facts ?? [],
    })),
  };
}
