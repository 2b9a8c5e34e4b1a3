import * as wire from '#shared/wire/indicators.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

export type IndicatorsApi = ReturnType<typeof openIndicatorsApi>;

/** The running indicators of one jurisdiction. */
export function openIndicatorsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch, '/indicators');
  const one = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    jurisdiction,
    list: () => ask(wire.indicatorList, ''),
    detail: (id: string, level?: 1 | 2) =>
      ask(wire.indicatorDetail, `${one(id)}${level === undefined ? '' : `?level=${level}`}`),
    trend: (id: string, span: wire.TrendSpan) => ask(wire.indicatorTrend, `${one(id)}/trend?span=${span}`),
    rehearse: (id: string, body: wire.IndicatorRehearsalAsked) =>
      send(wire.indicatorRehearsal, `${one(id)}/rehearsal`, body),
    behind: (id: string, area: string | null) =>
      ask(
        wire.indicatorBehind,
        `${one(id)}/behind${area === null ? '' : `?area=${encodeURIComponent(area)}`}`,
      ),
  };
}
