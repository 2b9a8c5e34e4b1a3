import type { Person } from '#shared/access/person.ts';
import type { Values } from '#shared/record/kind.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { FoundRow, WorldAct, WorldRow } from '../storage/world/world-row.ts';
import type { PersonPorts } from './person-looking.ts';
import { lodgingIdOf, lodgingOf, makeContent } from './rows.ts';
import { kindIn } from './showing.ts';

/** The row with other values, found by what it says now; `ended`: by nothing any more. */
export async function rewritten(
  { sealing, queries, now }: Pick<PersonPorts, 'sealing' | 'queries' | 'now'>,
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

/** The deed as the trail keeps it. */
export const actOf = (
  at: number,
  person: Person,
  act: WorldAct['act'],
  note: string,
  fields: readonly string[],
) => ({
  at,
  byId: person.id,
  byName: person.name,
  act,
  note,
  fields: [...fields],
});

export const without = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([id]) => !fields.includes(id)));
