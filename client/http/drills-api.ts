import type { z } from 'zod';
import * as wire from '#shared/wire/drill.ts';
import { commandAnswer, incidentDetail, type CommandBody } from '#shared/wire/http.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Drills of one jurisdiction. */
export function openDrillsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch, '/drills');
  const at = (id: string, more = ''): string => `/${encodeURIComponent(id)}${more}`;
  return {
    list: () => ask(wire.drillList, ''),
    open: (asked: z.input<typeof wire.askedDrill>) => send(wire.drillHead, '', asked),
    sheet: (id: string) => ask(wire.drillSheet, at(id)),
    state: (
      id: string,
      {
        channels,
        from,
        sensors,
      }: { channels: readonly string[]; from: number | undefined; sensors: boolean },
    ) => {
      const query = new URLSearchParams({
        channels: channels.join(','),
        ...(sensors && { sensors: 'all' }),
        ...(from !== undefined && { from: String(from) }),
      });
      return ask(wire.drillState, at(id, `/state?${query.toString()}`));
    },
    incident: (id: string, incident: string) =>
      ask(incidentDetail, at(id, `/incidents/${encodeURIComponent(incident)}`)),
    command: (id: string, body: CommandBody, key: string) =>
      send(commandAnswer, at(id, '/commands'), body, { 'idempotency-key': key }),
    end: (id: string) => send(wire.drillSheet, at(id, '/end'), {}),
  };
}
export type DrillsApi = ReturnType<typeof openDrillsApi>;
