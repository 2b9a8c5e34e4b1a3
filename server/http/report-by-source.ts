import { asSource } from '#shared/access/outsiders.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { cellsAt } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Source } from '../access/sources.ts';
import type { Execute } from '../ports.ts';

/**
 * A report of another system, whichever face of the door it came by. It comes from where its token lets it come, and lies where the
 * token lets it speak of.
 */
export function reportBySource(
  execute: Execute,
  pack: Pick<LoadedPack, 'grid' | 'pack'>,
  source: Source,
  { key, digest, command }: { key: string; digest?: string; command: Report },
): Promise<CommandAnswer | Refusal> {
  const { origins, grids } = source.bounds ?? {};
  if (origins && !origins.includes(command.source))
    return Promise.resolve(refuse('forbidden', 'token-not-as', { source: command.source }, 'source'));
  const chain = command.place ? cellsAt(pack, command.place) : [];
  if (grids && !chain.some(({ id }) => grids.includes(id)))
    return Promise.resolve(refuse('forbidden', 'token-not-of-place', 'place'));
  return execute({
    jurisdiction: source.jurisdiction,
    by: actorOf(source),
    key,
    ...(digest !== undefined && { digest }),
    command,
  });
}

function actorOf({ source }: Source): Actor {
  return { id: `source:${source}`.slice(0, 64), name: source.slice(0, 64), ...asSource };
}
