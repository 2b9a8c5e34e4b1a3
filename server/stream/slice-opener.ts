import type { Scope } from '#shared/access/may-join.ts';
import { must } from '#shared/kernel/must.ts';
import type { View } from '#shared/views/view.ts';
import { isRemembered, type RememberedView, type ViewName } from '#shared/views/views.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { Projections, Slice } from '../projections/projections.ts';
import type { Push } from '../projections/slices.ts';
import type { Presence } from './presence.ts';
import type { OpenSlice } from './rooms.ts';

/** Who keeps a view: what has a past is kept by the projections, each other view by the room that it lives in. */
export function sliceOpener(projections: Projections, presence: Presence): OpenSlice {
  type Keeper = (jurisdiction: string, scope: Scope, view: View, push: Push) => Slice;
  const others: { [V in Exclude<ViewName, RememberedView>]: Keeper } = { presence: presence.openSlice };
  return ({ jurisdiction, channel }, view, push) => {
    const { view: name, scope } = must(parseChannel(channel), channel);
    return isRemembered(name)
      ? projections.openSlice(jurisdiction, { name, scope }, view, push)
      : others[name](jurisdiction, scope, view, push);
  };
}
