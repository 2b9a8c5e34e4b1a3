/**
 * A channel is a view × a scope, named `<view>:<scope>`; the jurisdiction is the socket's own.
 * Scopes: `all`, `grid/<grid id>`, `unit/<unit id>`.
 */
export const channelName = /^(board|finish|flow|sensing|presence):(all|grid\/[\w-]{1,40}|unit\/[\w-]{1,64})$/;
/** A scope by itself, as in `?scope=grid/…`. */
export const scopeName = /^(all|grid\/[\w-]{1,40}|unit\/[\w-]{1,64})$/;
