import { mayJoin, type Scope } from '#shared/access/may-join.ts';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { sensorsIn } from './part.ts';

/** Why a person may not follow a channel, now or as it was at an instant: the past is no wider than the present. */
export function whyNotFollow(person: Person, pack: LoadedPack, channel: string): Refusal | null {
  const { view, scope } = must(parseChannel(channel), channel);
  const chain = chainOf(pack, scope);
  if (!chain)
    return refuse('unknown', 'no-scope-of-name', { jurisdiction: pack.id, scope: scope.kind }, 'channel');
  if (mayJoin(person, scope, chain)) return null;
  return refuse('forbidden', 'scope-not-yours', { view, scope: scope.kind }, 'channel');
}

/** The grid of a scope with all that hold it, widest first; null when the pack does not know the scope. */
function chainOf(pack: LoadedPack, scope: Scope): string[] | null {
  if (scope.kind === 'all') return [];
  if (scope.kind === 'unit') return pack.units.has(scope.id) ? [] : null;
  const chain = chainTo(pack.grid, scope.id).map(({ id }) => id);
  return chain.length > 0 ? chain : null;
}

/** Ordinals of the sensors that a person may see: those that lie in grids which the person may follow. */
export function sensorsOf(person: Person, pack: LoadedPack): { isAll: boolean; ordinals: readonly number[] } {
  const all: Scope = { kind: 'all' };
  if (mayJoin(person, all, [])) return { isAll: true, ordinals: sensorsIn(pack, all) };
  const ordinals = new Set<number>();
  for (const id of person.grids)
    for (const ordinal of sensorsIn(pack, { kind: 'grid', id })) ordinals.add(ordinal);
  return { isAll: false, ordinals: [...ordinals].sort((a, b) => a - b) };
}
