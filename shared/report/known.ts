import { dayMs } from '../kernel/span.ts';

/**
 * Items whose matters anybody may be told of who is about to report the same: things that lie in the open. What speaks of somebody's
 * home, quarrel, money or guilt is not among them, however near.
 */
export const knownItems: ReadonlySet<string> = new Set([
  ...['exposed-rubbish', 'litter-bin', 'river-litter', 'muck-truck'],
  ...['manhole', 'road-damage', 'guardrail', 'drain-blocked', 'street-flood'],
  ...['street-lamp', 'traffic-signal', 'hydrant', 'green-damage'],
  ...['shared-bikes', 'small-advert', 'congestion', 'black-water', 'water-outage', 'power-outage'],
]);

/** As near, and as long ago, as the same thing is usually reported twice. */
export const knownWithin = { metres: 200, ms: 7 * dayMs, most: 3 } as const;
