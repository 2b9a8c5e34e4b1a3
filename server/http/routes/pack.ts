import { roles } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/http.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forRoles, type Route } from '../route.ts';
import { sendStored, store, type Stored } from '../stored.ts';

const kinds = ['pack', 'sensors', 'cameras'] as const;
type Kind = (typeof kinds)[number];
const about: Record<Kind, [summary: string, answer: Route['answer']]> = {
  pack: [
    'What screens need to know of the jurisdiction; changes with a restart only (ETag)',
    wire.packDigest,
  ],
  sensors: ['Sensors, in the order of their ordinals', wire.sensorList],
  cameras: ['Cameras, in the order of their ordinals', wire.cameraList],
};

/** The pack as screens know it. It is large and fixed, so its bytes are made once. */
export async function packRoutes(ports: { packs: readonly LoadedPack[]; demo: boolean }): Promise<Route[]> {
  const kept = new Map<string, Stored>();
  for (const pack of ports.packs)
    for (const kind of kinds) {
      const value = {
        pack: digestOf(pack, ports.demo),
        sensors: pack.pack.sensors,
        cameras: pack.pack.cameras,
      }[kind];
      kept.set(
        `${pack.id} ${kind}`,
        await store('application/json; charset=utf-8', Buffer.from(JSON.stringify(value))),
      );
    }
  return kinds.map((kind) =>
    forRoles(roles, {
      method: 'get',
      path: `/${kind}`,
      tag: 'pack',
      summary: about[kind][0],
      answer: about[kind][1],
      handle: ({ pack, req, res }) =>
        sendStored(req, res, must(kept.get(`${pack.id} ${kind}`), kind), 'private, no-cache'),
    }),
  );
}

function digestOf({ pack, grid }: LoadedPack, demo: boolean): wire.PackDigest {
  const { identity, calendar, policy, units, catalogue, procedures, indicators } = pack;
  const counts = {
    grids: grid.levels.map((cells) => cells.length),
    staff: pack.staff.length,
    sensors: pack.sensors.length,
    cameras: pack.cameras.length,
  };
  return { identity, calendar, policy, units, catalogue, procedures, indicators, counts, demo };
}
