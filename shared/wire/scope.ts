import type { Scope } from '../access/may-join.ts';
import type { ViewName } from '../views/views.ts';
import { channelName, scopeName } from './channel.ts';

export interface ChannelAddress {
  view: ViewName;
  scope: Scope;
}

/** Reads a channel's name; null when it is not one. */
export function parseChannel(name: string): ChannelAddress | null {
  if (!channelName.test(name)) return null;
  const [view, rest] = name.split(':', 2) as [ViewName, string];
  return { view, scope: scopeOf(rest) };
}

/** Reads a scope's name; null when it is not one. */
export function parseScope(name: string): Scope | null {
  return scopeName.test(name) ? scopeOf(name) : null;
}

function scopeOf(name: string): Scope {
  if (name === 'all') return { kind: 'all' };
  const cut = name.indexOf('/');
  return { kind: name.slice(0, cut) as 'grid' | 'unit', id: name.slice(cut + 1) };
}
