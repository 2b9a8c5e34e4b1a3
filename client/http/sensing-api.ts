import * as wire from '#shared/wire/alarms.ts';
import { trend } from '#shared/wire/http.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Sensors, what they raise, and what people do about it. */
export function openSensingApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch);
  const at = (id: string): string => `/alarms/${encodeURIComponent(id)}`;
  return {
    alarms: () => ask(wire.alarmList, '/alarms'),
    story: (id: string) => ask(wire.alarmStory, `${at(id)}/story`),
    acknowledge: (id: string) => send(wire.alarmDone, `${at(id)}/acknowledgement`),
    /** Puts it aside until then; null takes it back. */
    shelve: (id: string, until: number | null, reason: string) =>
      send(wire.alarmDone, `${at(id)}/shelf`, { until, reason }),
    promote: (id: string, sensor: string | null) => send(wire.promoted, `${at(id)}/matter`, { sensor }),
    performance: (from: number, to: number) =>
      ask(wire.alarmPerformance, `/alarms/performance?from=${from}&to=${to}`),
    suppressions: () => ask(wire.suppressionList, '/alarm-suppressions'),
    askSuppression: (asked: wire.AskedSuppression) => send(wire.suppression, '/alarm-suppressions', asked),
    approve: (id: string) => send(wire.suppression, `/alarm-suppressions/${encodeURIComponent(id)}/approval`),
    end: (id: string) => send(wire.suppression, `/alarm-suppressions/${encodeURIComponent(id)}/end`),
    rehearse: (asked: wire.RehearsalAsked) => send(wire.rehearsal, '/rules/rehearsal', asked),
    /** Of an instant of the past as they stood then. */
    rules: (instant?: number) =>
      ask(wire.ruleList, instant === undefined ? '/rules' : `/rules?at=${Math.round(instant)}`),
    raises: (sensor: string) => ask(wire.sensorRaises, `/sensors/${encodeURIComponent(sensor)}/raises`),
    trend: (sensor: string, from: number, to: number) =>
      ask(trend, `/readings/${encodeURIComponent(sensor)}?from=${from}&to=${to}`),
  };
}
export type SensingApi = ReturnType<typeof openSensingApi>;
