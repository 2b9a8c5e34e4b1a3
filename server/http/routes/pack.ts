import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { maySee, seesAll } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { must } from '#shared/kernel/must.ts';
import type { ListedItem, ListedSizes } from '#shared/procedure/listed.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { Unit } from '#shared/pack/schema.ts';
import * as wire from '#shared/wire/http.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forWho, type Route } from '../route.ts';
import { partKey, seesPlace, seesStaff } from '../../queries/scope-of-pack.ts';
import { sendStored, storeLater, type Stored } from '../stored.ts';

const kinds = ['pack', 'sensors', 'cameras', 'resources', 'beats', 'listed'] as const;
type Kind = (typeof kinds)[number];
const json = 'application/json; charset=utf-8';
const about: Record<Kind, [summary: string, answer: Route['answer']]> = {
  pack: ['What screens need to know of the jurisdiction; changes with the pack only (ETag)', wire.packDigest],
  sensors: [
    'Sensors of the own part, each at the place of its ordinal; null where one lies outside',
    wire.sensorList,
  ],
  cameras: ['Cameras of the own part', wire.cameraList],
  resources: ['Map resources of the own part', wire.resourceList],
  beats: ['Police beats of the own part', wire.beatList],
  listed: ['Entries of the long lists that forms look one up in', wire.listedList],
};

/** Parts of a jurisdiction whose bytes are kept: the whole, and the last ones that were asked for. */
const mostKept = 64;

/** The pack as screens know it, each asker's part of it. It is large and seldom another, so its bytes are made once a part. */
export function packRoutes({ demo }: { demo: boolean }): Route[] {
  const kept = new Map<string, () => Promise<Stored>>();
  const make: Record<Kind, (pack: LoadedPack, person: Person) => unknown> = {
    pack: (pack, person) => digestOf(pack, person, demo),
    // A place in this list is a number in frames: what is not the asker's leaves its place empty.
    sensors: (pack, person) =>
      pack.pack.sensors.map((sensor) =>
        !sensor.retired && seesPlace(pack, person, sensor.place) ? sensor : null,
      ),
    cameras: (pack, person) => pack.pack.cameras.filter(({ place }) => seesPlace(pack, person, place)),
    resources: (pack, person) =>
      (pack.pack.resources ?? []).filter(({ place }) => seesPlace(pack, person, place)),
    beats: beatsOf,
    listed: (pack) => pack.pack.listed ?? [],
  };
  function storedOf(kind: Kind, pack: LoadedPack, person: Person): Promise<Stored> {
    const key = `${kind} ${pack.id} ${pack.edition} ${kind === 'listed' ? '' : partKey(person)}`;
    const known =
      kept.get(key) ?? storeLater(json, () => Buffer.from(JSON.stringify(make[kind](pack, person))));
    kept.delete(key);
    kept.set(key, known);
    if (kept.size > mostKept) kept.delete(must(kept.keys().next().value, 'the oldest part'));
    return known();
  }
  return kinds.map((kind) =>
    forWho('see-matters', {
      method: 'get',
      path: `/${kind}`,
      tag: 'pack',
      summary: about[kind][0],
      answer: about[kind][1],
      async handle({ pack, person, req, res }) {
        sendStored(req, res, await storedOf(kind, pack, person), 'private, no-cache');
      },
    }),
  );
}

/** 警格 that reach into the asker's part; a wall, which anybody may stand before, has no numbers of officers. */
function beatsOf(pack: LoadedPack, person: Person): PoliceGrid[] {
  const own = (pack.pack.police ?? []).filter(({ grids }) =>
    grids.some((id) => seesAll(person) || maySee(person, { grids: chainIds(pack, id), units: [] })),
  );
  return may(person, 'see-names') ? own : own.map((one) => ({ ...one, phone: '' }));
}
const chainIds = (pack: LoadedPack, grid: string): string[] => chainTo(pack.grid, grid).map(({ id }) => id);

/** Who may be put on the roster of the command centre. */
const watchPosts: ReadonlySet<string> = new Set(['duty-officer', 'duty-chief', 'leader']);

/** People of the watch as the asker may know them: of the own part; on a wall of the whole those alone who man a post of a plan. */
function peopleOf(loaded: LoadedPack, person: Person): wire.PackDigest['people'] {
  const { policy, plans = [], staff } = loaded.pack;
  const posted = new Set(plans.flatMap(({ posts }) => posts.flatMap(({ people }) => people)));
  if (!may(person, 'see-names')) return seesAll(person) ? staff.filter(({ id }) => posted.has(id)) : [];
  const crews = new Set(policy.watch?.crews.flat() ?? []);
  return staff.filter(
    (one) =>
      (posted.has(one.id) || crews.has(one.id) || watchPosts.has(one.post)) && seesStaff(loaded, person, one),
  );
}

function digestOf(loaded: LoadedPack, person: Person, demo: boolean): wire.PackDigest {
  const { pack, grid } = loaded;
  const { identity, calendar, policy, units, catalogue, procedures } = pack;
  const counts = {
    grids: grid.levels.map((cells) => cells.length),
    staff: pack.staff.length,
    sensors: pack.sensors.length,
    cameras: pack.cameras.length,
  };
  // Whoever is out with a phone ticks no plans, and waits for every kilobyte.
  const plans = may(person, 'open-field') ? [] : (pack.plans ?? []);
  const { retired } = loaded;
  const bare = (one: Unit): Unit => ({ ...one, phone: '' });
  return {
    edition: loaded.edition,
    identity,
    calendar,
    policy,
    units: !may(person, 'see-names') ? units.map(bare) : units,
    catalogue,
    procedures,
    ...(pack.domains && { domains: pack.domains }),
    ...(pack.systems && { systems: pack.systems }),
    ...(retired && { retired: { items: [...retired.items], procedures: [...retired.procedures] } }),
    plans,
    people: peopleOf(loaded, person),
    listed: {
      sizes: sizesOf(pack.listed ?? []),
      ...(pack.listedNotice && { notice: pack.listedNotice }),
    },
    counts,
    // A county of one's own beside the pretended ones is not pretended.
    demo: demo && pack.demo !== undefined,
  };
}

function sizesOf(rows: readonly ListedItem[]): ListedSizes['sizes'] {
  const sizes: ListedSizes['sizes'] = {};
  for (const { list } of rows) sizes[list] = (sizes[list] ?? 0) + 1;
  return sizes;
}
