import type { GridLevel } from '#shared/grid/levels.ts';
import * as wire from '#shared/wire/indicators.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

export type IndicatorsApi = ReturnType<typeof openIndicatorsApi>;

/** The running indicators of one jurisdiction. */
export function openIndicatorsApi(
  jurisdiction: string,
  fetch: Fetch = pageFetch,
  /** The instant of the past that is asked for; null: now. */
  at: () => number | null = () => null,
) {
  const { ask, send } = openCall(jurisdiction, fetch, '/indicators');
  const one = (id: string): string => `/${encodeURIComponent(id)}`;
  const then = (sign: '?' | '&'): string => (at() === null ? '' : `${sign}at=${at()}`);
  return {
    jurisdiction,
    list: () => ask(wire.indicatorList, then('?')),
    detail: (id: string, level?: GridLevel) =>
      ask(
        wire.indicatorDetail,
        `${one(id)}${level === undefined ? then('?') : `?level=${level}${then('&')}`}`,
      ),
    trend: (id: string, span: wire.TrendSpan) =>
      ask(wire.indicatorTrend, `${one(id)}/trend?span=${span}${then('&')}`),
    rehearse: (id: string, body: wire.IndicatorRehearsalAsked) =>
      send(wire.indicatorRehearsal, `${one(id)}/rehearsal${then('?')}`, body),
    behind: (id: string, area: string | null) =>
      ask(
        wire.indicatorBehind,
        `${one(id)}/behind${area === null ? '' : `?area=${encodeURIComponent(area)}`}`,
      ),
  };
}
