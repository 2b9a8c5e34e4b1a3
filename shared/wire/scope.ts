import { channelName } from './channel.ts';

/** What part of a jurisdiction a channel shows. */
export type Scope = { kind: 'all' } | { kind: 'grid'; id: string } | { kind: 'unit'; id: string };
export type ViewName = 'board' | 'finish' | 'sensing' | 'presence';
export interface ChannelAddress {
  view: ViewName;
  scope: Scope;
}

/** Reads a channel's name; null when it is not one. */
export function parseChannel(name: string): ChannelAddress | null {
  if (!channelName.test(name)) return null;
  const [view, rest] = name.split(':', 2) as [ViewName, string];
  if (rest === 'all') return { view, scope: { kind: 'all' } };
  const cut = rest.indexOf('/');
  return { view, scope: { kind: rest.slice(0, cut) as 'grid' | 'unit', id: rest.slice(cut + 1) } };
}
