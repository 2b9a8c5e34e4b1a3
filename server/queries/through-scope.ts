import type { Person } from '#shared/access/person.ts';
import { narrowed } from '#shared/access/slice.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { parseScope } from '#shared/wire/scope.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** The asker, or when a part is named somebody who sees that part and no more. */
export function throughScope(pack: LoadedPack, person: Person, name: string | undefined): Person | Refusal {
  if (name === undefined) return person;
  const scope = parseScope(name);
  const asked = scope && narrowed(person, scope, pack.grid);
  return asked ?? refuse('forbidden', 'part-not-yours', 'scope');
}
