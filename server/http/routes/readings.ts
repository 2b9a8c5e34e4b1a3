import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import { forRoles, type Route } from '../route.ts';

export type ReadTrend = (
  jurisdiction: string,
  sensor: string,
  from: number,
  to: number,
) => Promise<wire.Trend | Refusal>;

/** The one pull of the hot lane. */
export function readingRoutes(ports: { trend: ReadTrend }): Route[] {
  return [
    forRoles(['duty', 'leader', 'handler', 'field', 'admin', 'wall'], {
      method: 'get',
      path: '/readings/:sensor',
      tag: 'sensing',
      summary: 'The course of one sensor in [from, to)',
      query: wire.trendQuery,
      answer: wire.trend,
      handle: ({ pack, params, query }) => ports.trend(pack.id, params['sensor'] ?? '', query.from, query.to),
    }),
  ];
}
