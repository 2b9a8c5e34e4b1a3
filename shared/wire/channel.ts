import { viewNames } from '../views/views.ts';

const scopes = String.raw`(all|grid\/[\w-]{1,40}|unit\/[\w-]{1,64})`;
/**
 * A channel is a view × a scope, named `<view>:<scope>`; the jurisdiction is the socket's own.
 * Scopes: `all`, `grid/<grid id>`, `unit/<unit id>`.
 */
export const channelName = new RegExp(`^(${viewNames.join('|')}):${scopes}$`);
/** A scope by itself, as in `?scope=grid/…`. */
export const scopeName = new RegExp(`^${scopes}$`);
