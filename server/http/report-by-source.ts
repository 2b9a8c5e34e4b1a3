import type { Actor } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { Source } from '../access/sources.ts';
import type { Execute } from '../ports.ts';

/** A report of another system, whichever face of the door it came by. */
export function reportBySource(
  execute: Execute,
  source: Source,
  { key, digest, command }: { key: string; digest?: string; command: Report },
): Promise<CommandAnswer | Refusal> {
  return execute({
    jurisdiction: source.jurisdiction,
    by: actorOf(source),
    key,
    ...(digest !== undefined && { digest }),
    command,
  });
}

function actorOf({ source }: Source): Actor {
  return { id: `source:${source}`.slice(0, 64), name: source.slice(0, 64), role: 'source' };
}
