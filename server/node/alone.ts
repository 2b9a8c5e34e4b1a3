import type { NodePort } from './port.ts';

/** A house of one server. */
export function standAlone(): NodePort {
  return {
    id: 'alone',
    mostBytes: Infinity,
    lacks: () => null,
    tell: () => undefined,
    hear: () => undefined,
    onGap: () => undefined,
    onGone: () => undefined,
    others: () => [],
    stop: () => Promise.resolve(),
  };
}
