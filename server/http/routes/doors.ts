import type { DoorName } from '#shared/access/doors.ts';
import { z } from 'zod';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import {
  batchAnswer,
  cameraStateIn,
  detectionIn,
  positionIn,
  readingIn,
  type BatchAnswer,
} from '#shared/sensing/reading.ts';
import { parseLines } from '#shared/sensing/parse-batch.ts';
import type { Doors } from '../../ports.ts';
import type { openLimits } from '../limits.ts';
import { forSource, type Route } from '../route.ts';

type Door = (jurisdiction: string, source: string, items: unknown) => Promise<BatchAnswer | Refusal>;

/** The doors of the hot lane over HTTP: the same as over MQTT, answered after commit. */
export function doorRoutes(ports: { doors: Doors; limits: ReturnType<typeof openLimits> }): Route[] {
  const { doors, limits } = ports;
  const doorRoute = (door: DoorName, list: string, summary: string, item: z.ZodType, enter: Door): Route =>
    forSource(door, {
      method: 'post',
      path: `/${door}`,
      tag: 'doors',
      summary,
      batch: z.union([item, z.array(item), z.strictObject({ [list]: z.array(item) })]),
      answer: batchAnswer,
      guards: [limits.door],
      async handle({ pack, source, body, res }) {
        doors.bind(pack.id, source.source, source.bounds);
        const answer = await enter(pack.id, source.source, itemsOf(body));
        if (!isRefusal(answer) && answer.taken + answer.known === 0 && answer.refusedCount > 0)
          res.status(422);
        return answer;
      },
    });
  return [
    doorRoute('readings', 'readings', 'Readings of sensors', readingIn, doors.readings),
    doorRoute('positions', 'positions', 'Positions of staff', positionIn, doors.positions),
    doorRoute(
      'camera-states',
      'cameras',
      'Cameras that went on or off line',
      cameraStateIn,
      doors.cameraStates,
    ),
    doorRoute('detections', 'detections', 'What algorithm models saw', detectionIn, doors.detections),
  ];
}

/** A JSON body as it is; of NDJSON one item a line. */
function itemsOf(body: unknown): unknown {
  return typeof body === 'string' ? parseLines(body) : body;
}
