import { plainAddress } from '#shared/kernel/address.ts';
import { asWall } from '#shared/access/outsiders.ts';
import { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { whyOutside } from '#shared/access/grant.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { freeOrder, type WallPush } from '#shared/wall/order.ts';
import { readCode } from '#shared/wall/pairing.ts';
import * as wire from '#shared/wire/walls.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { ListedDevice } from '../../access/devices.ts';
import type { Records } from '../../ports.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { grantGround, misplaced, seesPlace } from '../../queries/scope-of-pack.ts';
import type { Pairing } from '../../walls/pairing.ts';
import type { Walls } from '../../walls/walls.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';
import type { Seats } from '../seats.ts';
import type { Trail } from '../trail.ts';

export interface WallPorts {
  access: AccessRoom;
  seats: Seats;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
  walls: Walls & { pairing: Pairing };
  records: Pick<Records, 'incident'>;
}

const tag = 'walls';
const notYours = refuse('unknown', 'wall-not-yours', 'walls');

/** Walls: paired by a code, told what to show, shut out. */
export function wallRoutes(ports: WallPorts): Route[] {
  return [...pairingRoutes(ports), ...steeringRoutes(ports), ...admissionRoutes(ports)];
}

/** What a screen asks before anybody knows it. */
function pairingRoutes({ access, seats, limits, trail, walls }: WallPorts): Route[] {
  const { pairing } = walls;
  return [
    forAnyone({
      method: 'post',
      path: '/walls/pairing',
      tag,
      summary: 'A code for a new screen, good for ten minutes',
      answer: wire.pairingBegun,
      guards: [limits.pairing],
      handle: ({ pack, req }) => pairing.begin(pack.id, plainAddress(req.ip ?? '')),
    }),
    forAnyone({
      method: 'post',
      path: '/walls/pairing/claim',
      tag,
      summary: 'Whether somebody let this screen in',
      body: wire.pairingClaim,
      answer: wire.pairingState,
      guards: [limits.pairing],
      async handle({ pack, body: { secret }, req }) {
        const claimed = await pairing.claim(pack.id, secret);
        if (claimed === 'waiting') return { state: 'waiting' };
        if (isRefusal(claimed)) return claimed;
        await trail(req, pack.id, claimed, 'screen-paired', { about: claimed.id, detail: 'code' });
        await seats.take(req, claimed);
        await pairing.done(secret);
        await access.seating.tell(pack.id, claimed.id);
        return { state: 'paired', person: claimed };
      },
    }),
    forWho('show-as-wall', {
      method: 'post',
      path: '/walls/own/hung',
      tag,
      summary: 'A wall whose page does not answer says so',
      body: wire.wallHung,
      answer: z.void(),
      handle: ({ person, body: { stoodMs } }) => walls.hung(person, stoodMs),
    }),
  ];
}

function standingRoutes(ports: WallPorts): Route[] {
  const { access, walls } = ports;
  return [
    forWho('steer-walls', {
      method: 'get',
      path: '/walls',
      tag,
      summary: 'Walls of the own part: what they were told, what they show',
      answer: wire.wallList,
      async handle({ pack, person }) {
        const [devices, rows] = await Promise.all([ownWalls(access, pack, person), walls.list(pack.id)]);
        const byId = new Map(rows.map((row) => [row.device, row]));
        return devices.map(({ id, name, grids, madeAt }) => {
          const row = byId.get(id);
          const { hungSince = null, ...status } = row?.said ?? {};
          return {
            id,
            name,
            grids,
            madeAt,
            order: row?.told ?? freeOrder,
            status: row?.said ? status : null,
            saidAt: row?.said_at ?? null,
            hungSince,
          };
        });
      },
    }),
  ];
}

function orderRoutes(ports: WallPorts): Route[] {
  const { access, walls, trail, limits } = ports;
  return [
    forWho('steer-walls', {
      method: 'post',
      path: '/walls/orders',
      tag,
      summary: 'Tells walls what to show, one or all',
      body: wire.wallOrders,
      answer: wire.wallOrdersAnswer,
      async handle({ pack, person, body: { walls: asked, set }, req }) {
        const own = await ownWalls(access, pack, person);
        const chosen = asked === 'all' ? own : own.filter(({ id }) => asked.includes(id));
        if (chosen.length === 0 || (asked !== 'all' && chosen.length < new Set(asked).size)) return notYours;
        const told: string[] = [];
        const refused: z.infer<typeof wire.wallOrdersAnswer>['refused'] = [];
        for (const wall of chosen) {
          const why = await whyNotShow(ports, pack, { wall, by: person }, set);
          const done = why ?? (await walls.push({ id: wall.id, jurisdiction: pack.id }, person, set));
          if (!isRefusal(done)) told.push(wall.id);
          else refused.push({ wall: wall.id, ...wordsOf(done) });
        }
        if (told.length > 0)
          await trail(req, pack.id, person, 'screen-ordered', {
            about: told.join(' '),
            detail: detailOf(set),
          });
        return { told, refused };
      },
    }),
    forWho('steer-walls', {
      method: 'post',
      path: '/walls/sight',
      tag,
      summary: 'Moves the map of the walls that follow the asker',
      body: wire.wallSight,
      answer: z.void(),
      guards: [limits.sight],
      handle: ({ person, body }) => walls.lead(person, body),
    }),
  ];
}

function steeringRoutes(ports: WallPorts): Route[] {
  return [...standingRoutes(ports), ...orderRoutes(ports)];
}

function admissionRoutes({ access, walls, trail }: WallPorts): Route[] {
  return [
    forWho('pair-screens', {
      method: 'post',
      path: '/walls',
      tag,
      summary: 'Lets the screen in that shows this code',
      body: wire.newWall,
      answer: wire.newWallAnswer,
      async handle({ pack, person, body: { code, name, grids, scene }, req }) {
        const mayNot =
          misplaced(pack, { grids }) ?? whyOutside(person, { ...asWall, grids }, grantGround(pack));
        if (mayNot) return mayNot;
        const found = await walls.pairing.find(pack.id, readCode(code));
        if (isRefusal(found)) return found;
        const demo = await access.people.isDemo(pack.id, person.id);
        const given = { code: readCode(code), name, grids, demo };
        const made = await walls.pairing.admit(pack.id, given);
        if (isRefusal(made)) return made;
        const detail = ['code', found.address, ...grids].join(' ');
        await trail(req, pack.id, person, 'screen-issued', { about: made.id, detail });
        if (scene) await walls.push({ id: made.id, jurisdiction: pack.id }, person, { scene });
        return made;
      },
    }),
    forWho('pair-screens', {
      method: 'delete',
      path: '/walls/:id',
      tag,
      summary: 'Shuts a wall out: it goes dark within seconds',
      answer: z.void(),
      async handle({ pack, person, params: { id = '' }, req }) {
        const own = await ownWalls(access, pack, person);
        if (!own.some((wall) => wall.id === id) || !(await access.devices.revoke(pack.id, id)))
          return notYours;
        await access.seating.tell(pack.id, id);
        return trail(req, pack.id, person, 'screen-revoked', { about: id });
      },
    }),
  ];
}

/** Walls that are let in and lie in the asker's part. */
async function ownWalls(access: AccessRoom, pack: LoadedPack, person: Person): Promise<ListedDevice[]> {
  const all = await access.devices.list(pack.id);
  const ground = grantGround(pack);
  return all.filter(
    ({ revoked, grids }) => !revoked && whyOutside(person, { ...asWall, grids }, ground) === null,
  );
}

/** Why a wall cannot show this: a wall obeys within its own part alone, and nobody shows what they may not see. */
async function whyNotShow(
  { records }: WallPorts,
  pack: LoadedPack,
  { wall, by }: { wall: ListedDevice; by: Person },
  { grid, incident, camera, playlist = [] }: WallPush,
): Promise<Refusal | null> {
  const screen: Person = {
    id: wall.id,
    name: wall.name,
    ...asWall,
    jurisdiction: pack.id,
    grids: wall.grids,
  };
  const outside = refuse('forbidden', 'wall-not-there', 'set');
  if (grid != null) {
    if (!pack.grid.byId.has(grid)) return refuse('unknown', 'unknown-grid', 'set.grid');
    if (whyOutside(screen, { ...asWall, grids: [grid] }, grantGround(pack))) return outside;
  }
  const looked = [
    ...(camera == null ? [] : [{ id: camera, at: 'set.camera' }]),
    ...playlist.flatMap(({ cameras = [] }, i) =>
      cameras.map((id, k) => ({ id, at: `set.playlist.${i}.cameras.${k}` })),
    ),
  ];
  for (const { id, at } of looked) {
    const found = pack.pack.cameras[pack.cameraOrdinals.get(id) ?? -1];
    if (!found) return refuse('unknown', 'unknown-thing', at);
    if (!seesPlace(pack, screen, found.place) || !seesPlace(pack, by, found.place)) return outside;
  }
  if (incident != null) {
    const found = await records.incident(pack.id, incident);
    const concern = found && concernOf(found);
    if (!concern || !maySee(by, concern) || !maySee(screen, concern))
      return refuse('unknown', 'wall-no-matter', 'set.incident');
  }
  return null;
}

function wordsOf({ reason, reasonId, values }: Refusal) {
  return { reason, ...(reasonId !== undefined && { reasonId }), ...(values && { values }) };
}

/** What was told, in short; the words of a message stand in the audit as they stood on the wall. */
function detailOf(set: WallPush): string {
  const { message, playlist, speech, ...rest } = set;
  const parts = Object.entries(rest).map(
    ([key, value]) => `${key}=${value === null ? 'none' : String(value)}`,
  );
  if (message !== undefined) parts.push(`message=${message?.text ?? 'none'}`);
  if (playlist) parts.push(`playlist=${playlist.length} rows`);
  if (speech) parts.push(`speech=${speech.on ? 'on' : 'off'}`);
  return parts.join(', ').slice(0, 300);
}
