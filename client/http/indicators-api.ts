import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/indicators.ts';
import { under } from '../base-path.ts';
import { callOnce, type Fetch } from './api.ts';

export type IndicatorsApi = ReturnType<typeof openIndicatorsApi>;

/** The running indicators of one jurisdiction. */
export function openIndicatorsApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${encodeURIComponent(jurisdiction)}/indicators`);
  const ask = <S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S> | Refusal> =>
    callOnce(fetch, base + path, {}, schema);
  const one = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    jurisdiction,
    list: () => ask(wire.indicatorList, ''),
    detail: (id: string, level?: 1 | 2) =>
      ask(wire.indicatorDetail, `${one(id)}${level === undefined ? '' : `?level=${level}`}`),
    trend: (id: string, span: wire.TrendSpan) => ask(wire.indicatorTrend, `${one(id)}/trend?span=${span}`),
    rehearse: (id: string, body: wire.IndicatorRehearsalAsked) =>
      callOnce(
        fetch,
        `${base}${one(id)}/rehearsal`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        wire.indicatorRehearsal,
      ),
    behind: (id: string, area: string | null) =>
      ask(
        wire.indicatorBehind,
        `${one(id)}/behind${area === null ? '' : `?area=${encodeURIComponent(area)}`}`,
      ),
  };
}
