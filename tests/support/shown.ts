import { isRemembered } from '#shared/views/views.ts';
import { must } from '#shared/kernel/must.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { Shown } from '../../server/projections/projections.ts';

/** What a channel of a remembered view shows. */
export function shownOf(channel: string): Shown {
  const { view: name, scope } = must(parseChannel(channel), channel);
  if (!isRemembered(name)) throw new Error(`${channel} has no past`);
  return { name, scope };
}
