import { z } from 'zod';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { payloadNames, payloads, type PayloadName } from '#shared/sensing/payloads.ts';
import { batchAnswer, payloadItems } from '#shared/sensing/reading.ts';
import { parseLines } from '#shared/sensing/parse-batch.ts';
import { frigateForms, type FrigateForm } from '#shared/sensing/sighting.ts';
import type { Doors } from '../../ports.ts';
import type { openLimits } from '../limits.ts';
import { forSource, type Route } from '../route.ts';

/** The doors of the hot lane over HTTP: the same as over MQTT, answered after commit. */
export function doorRoutes(ports: { doors: Doors; limits: ReturnType<typeof openLimits> }): Route[] {
  const { doors, limits } = ports;
  return [...frigateForms.map((form) => frigateRoute(ports, form)), ...payloadRoutes(doors, limits)];
}

/** The same as on the topics of Frigate, for who has its messages posted. */
const frigateRoute = ({ doors, limits }: Parameters<typeof doorRoutes>[0], form: FrigateForm): Route =>
  forSource('detections', {
    method: 'post',
    path: `/detections/frigate/${form}`,
    tag: 'doors',
    summary: `A message of Frigate as it publishes it on frigate/${form}; what no model of the county reports is passed over`,
    batch: z.looseObject({ type: z.string(), after: z.looseObject({}) }),
    answer: batchAnswer,
    guards: [limits.door],
    handle({ pack, source, body }) {
      doors.bind(pack.id, source.source, source.bounds);
      return doors.sightings.frigate(form, pack.id, source.source, body);
    },
  });

function payloadRoutes(doors: Doors, limits: ReturnType<typeof openLimits>): Route[] {
  return payloadNames.map((name: PayloadName): Route => {
    const { right, list, summary } = payloads[name];
    const item: z.ZodType = payloadItems[name];
    return forSource(right, {
      method: 'post',
      path: `/${right}`,
      tag: 'doors',
      summary,
      batch: z.union([item, z.array(item), z.strictObject({ [list]: z.array(item) })]),
      answer: batchAnswer,
      guards: [limits.door],
      async handle({ pack, source, body, res }) {
        doors.bind(pack.id, source.source, source.bounds);
        const answer = await doors[name](pack.id, source.source, itemsOf(body));
        if (!isRefusal(answer) && answer.taken + answer.known === 0 && answer.refusedCount > 0)
          res.status(422);
        return answer;
      },
    });
  });
}

/** A JSON body as it is; of NDJSON one item a line. */
function itemsOf(body: unknown): unknown {
  return typeof body === 'string' ? parseLines(body) : body;
}
