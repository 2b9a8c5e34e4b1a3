import { roles } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import type { ListedItem, ListedSizes } from '#shared/procedure/listed.ts';
import * as wire from '#shared/wire/http.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forRoles, type Route } from '../route.ts';
import { sendStored, storeLater, type Stored } from '../stored.ts';

const kinds = ['pack', 'sensors', 'cameras', 'listed'] as const;
type Kind = (typeof kinds)[number];
const json = 'application/json; charset=utf-8';
const about: Record<Kind, [summary: string, answer: Route['answer']]> = {
  pack: [
    'What screens need to know of the jurisdiction; changes with a restart only (ETag)',
    wire.packDigest,
  ],
  sensors: ['Sensors, in the order of their ordinals', wire.sensorList],
  cameras: ['Cameras, in the order of their ordinals', wire.cameraList],
  listed: ['Entries of the long lists that forms look one up in', wire.listedList],
};

/** The pack as screens know it. It is large and fixed, so its bytes are made once. */
export function packRoutes(ports: { packs: readonly LoadedPack[]; demo: boolean }): Route[] {
  const kept = new Map<string, () => Promise<Stored>>();
  for (const pack of ports.packs) {
    const values: Record<Kind, () => unknown> = {
      pack: () => digestOf(pack, ports.demo),
      sensors: () => pack.pack.sensors,
      cameras: () => pack.pack.cameras,
      listed: () => pack.pack.listed ?? [],
    };
    for (const kind of kinds)
      kept.set(
        `${pack.id} ${kind}`,
        storeLater(json, () => Buffer.from(JSON.stringify(values[kind]()))),
      );
  }
  return kinds.map((kind) =>
    forRoles(roles, {
      method: 'get',
      path: `/${kind}`,
      tag: 'pack',
      summary: about[kind][0],
      answer: about[kind][1],
      async handle({ pack, req, res }) {
        const stored = await must(kept.get(`${pack.id} ${kind}`), kind)();
        sendStored(req, res, stored, 'private, no-cache');
      },
    }),
  );
}

/** Who may be put on the roster of the command centre. */
const watchPosts: ReadonlySet<string> = new Set(['duty-officer', 'duty-chief', 'leader']);

function digestOf({ pack, grid }: LoadedPack, demo: boolean): wire.PackDigest {
  const { identity, calendar, policy, units, catalogue, procedures, indicators } = pack;
  const counts = {
    grids: grid.levels.map((cells) => cells.length),
    staff: pack.staff.length,
    sensors: pack.sensors.length,
    cameras: pack.cameras.length,
  };
  const plans = pack.plans ?? [];
  const named = new Set([
    ...(policy.watch?.crews.flat() ?? []),
    ...plans.flatMap(({ posts }) => posts.flatMap(({ people }) => people)),
  ]);
  const people = pack.staff.filter(({ id, post }) => named.has(id) || watchPosts.has(post));
  return {
    identity,
    calendar,
    policy,
    units,
    catalogue,
    procedures,
    indicators,
    plans,
    people,
    listed: {
      sizes: sizesOf(pack.listed ?? []),
      ...(pack.listedNotice && { notice: pack.listedNotice }),
    },
    counts,
    demo,
  };
}

function sizesOf(rows: readonly ListedItem[]): ListedSizes['sizes'] {
  const sizes: ListedSizes['sizes'] = {};
  for (const { list } of rows) sizes[list] = (sizes[list] ?? 0) + 1;
  return sizes;
}
