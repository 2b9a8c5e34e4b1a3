import { inRecord } from '#shared/kernel/localized.ts';
import type { DoorName } from '#shared/access/doors.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Role } from '#shared/access/person.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { Post } from '#shared/access/post.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { NewPersonRow } from '../storage/access/access-tables.ts';
import { demoLevels, type DemoLevel } from './demo-levels.ts';
import { hashPassword } from './people.ts';
import { writePrivate } from './secret.ts';
import { hashToken, makeToken } from './token.ts';

/** The one password of all pretend people. It opens nothing outside demo mode. */
export const demoPassword = 'jiuhuan-demo';

const sources: Record<string, DoorName[]> = {
  'sim-devices': ['readings', 'positions', 'camera-states'],
  hotline: ['reports'],
  'outside-systems': ['series', 'clues'],
  'data-exchange': ['data'],
  'lamp-control': ['lamps'],
  'camera-box': ['camera-states', 'detections'],
};

/** `<dataDir>/demo.json`: what the start script prints and the simulator signs in with. */
export interface DemoFile {
  password: string;
  jurisdictions: Record<string, DemoJurisdiction>;
}
export interface DemoJurisdiction {
  name: string;
  /** Token of its wall. */
  device: string;
  /** Town, village and department, each with its sign-ins and the token of its wall. */
  levels: { level: DemoLevel['level']; name: string; logins: string[]; device?: string }[];
  /** Token of each source, by its name (which is also its MQTT user name). */
  sources: Record<string, string>;
  /** Of each pretend system of the register. */
  systems?: Record<string, string>;
  people: { login: string; name: string; role: Role; unit?: string }[];
}

/** Lets the pretend people of every pack in. The tokens of an earlier demo start stay as they were. */
export async function admitDemo(ports: {
  store: AccessStore;
  packs: readonly LoadedPack[];
  dataDir: string;
  now: () => number;
}): Promise<DemoFile> {
  const { store, packs, now } = ports;
  const file = path.join(ports.dataDir, 'demo.json');
  const before = await readDemoFile(file);
  // One hash for all of them: hundreds would take the start a minute.
  const hash = await hashPassword(demoPassword);
  await store.disableDemo('pretended');
  const jurisdictions: DemoFile['jurisdictions'] = {};
  for (const pack of packs) {
    const people = demoPeople(pack, hash, now());
    await store.putPeople(people);
    const tokens = await putTokens(store, pack, before?.jurisdictions[pack.id], now());
    jurisdictions[pack.id] = {
      name: inRecord(pack.pack.identity.name),
      ...tokens,
      people: people.map(({ login, name, role, unit }) => ({
        login,
        name,
        role: role as Role,
        ...(unit === null ? {} : { unit }),
      })),
    };
  }
  const demo = { password: demoPassword, jurisdictions };
  await writePrivate(file, `${JSON.stringify(demo, null, 1)}\n`);
  return demo;
}

/** Null when there is none or it is not readable as one: new tokens are made then. */
async function readDemoFile(file: string): Promise<DemoFile | null> {
  try {
    const read = JSON.parse(await readFile(file, 'utf8')) as Partial<DemoFile>;
    return typeof read.jurisdictions === 'object' ? (read as DemoFile) : null;
  } catch {
    return null;
  }
}

/** What someone with this role is employed as, where nothing else is said. */
const postOf = (role: Role): Post =>
  role === 'duty' ? 'duty-officer' : role === 'leader' ? 'leader' : 'handler';

/** Duty seats, a chief, a leader, an administrator, the desks of town, village and department, a handler for each unit, a grid head and an agent for each wide grid. */
export function demoPeople(loaded: LoadedPack, hash: string, at: number): NewPersonRow[] {
  const { id, pack, grid, staffOf } = loaded;
  const rows = new Map<string, NewPersonRow>();
  const centre = pack.units.find((unit) => unit.kind === 'centre')?.id;
  const add = (
    login: string,
    name: string,
    role: Role,
    more: { id?: string; unit?: string; grids?: string[]; post?: Post } = {},
  ): void => {
    const key = more.id ?? login;
    if (rows.has(key)) return;
    const { unit = null, grids = [], post = null } = more;
    const staff = more.id ?? null;
    const made = { jurisdiction: id, id: key, login, name, role, unit, grids, staff, post, hash };
    rows.set(key, { ...made, demo: true, disabled: false, made_at: at, made_by: null });
  };
  const atCentre = centre === undefined ? {} : { unit: centre };
  const seat = { ...atCentre, post: 'duty-officer' } as const;
  add('duty1', '值班席 01', 'duty', seat);
  add('duty2', '值班席 02', 'duty', seat);
  // The seat of the simulator's own officer, so that the other two are free for visitors.
  add('duty3', '值班席 03', 'duty', seat);
  add('chief', '值班长', 'duty', { ...atCentre, post: 'duty-chief' });
  add('leader', '分管领导', 'leader', { ...atCentre, post: 'leader' });
  add('demo-admin', '演示管理员', 'admin', atCentre);
  add('demo-auditor', '演示审计员', 'auditor');
  for (const { people } of demoLevels(loaded))
    for (const { login, name, role, unit, grids } of people)
      add(login, name, role, { unit, grids, post: postOf(role) });
  for (const unit of pack.units)
    add(unit.id, inRecord(unit.name), 'handler', {
      unit: unit.id,
      post: 'handler',
      grids: unit.grid === undefined ? [] : [unit.grid],
    });
  for (const { unit, seats } of seatsBeside(loaded))
    for (let seat = 2; seat <= seats; seat++)
      add(`${unit.id}-${seat}`, `${inRecord(unit.name)} ${seat} 号岗`, 'handler', {
        unit: unit.id,
        post: 'handler',
        grids: unit.grid === undefined ? [] : [unit.grid],
      });
  for (const cell of grid.levels[0]) {
    const [head] = staffOf(cell.id);
    const unit = pack.units.find((one) => one.grid === cell.id)?.id;
    add(`field-${cell.id}`, head?.name ?? `${cell.name}网格长`, 'field', {
      ...(head ? { id: head.id, post: head.post } : {}),
      ...(unit === undefined ? {} : { unit }),
      grids: [cell.id],
    });
    add(`agent-${cell.id}`, `${cell.name} 代办员`, 'field', {
      ...atCentre,
      ...(unit === undefined ? {} : { unit }),
      post: 'agent',
      grids: [cell.id],
    });
  }
  return [...rows.values()];
}

type DemoApp = 'desk' | 'lead' | 'field' | 'admin' | 'audit';
/** Who a visitor of a demo may be first, and on which page: an officer, the chief, a leader, a grid head, who sets up and who audits. */
export function demoSeats(loaded: LoadedPack): { app: DemoApp; login: string; name: string }[] {
  const people = demoPeople(loaded, '', 0);
  const seats: [app: DemoApp, one: NewPersonRow | undefined][] = [
    ['desk', people.find(({ login }) => login === 'duty1')],
    ['desk', people.find(({ login }) => login === 'chief')],
    ['lead', people.find(({ role }) => role === 'leader')],
    ['field', people.find(({ role }) => role === 'field')],
    ['admin', people.find(({ role }) => role === 'admin')],
    ['audit', people.find(({ role }) => role === 'auditor')],
  ];
  return seats.flatMap(([app, one]) => (one ? [{ app, login: one.login, name: one.name }] : []));
}

/** Units whose handlers look at each other's work, and how many different ones the longest way needs. */
function seatsBeside({ pack, procedures, units }: LoadedPack): { unit: Unit; seats: number }[] {
  const wanted = new Map<string, number>();
  for (const { procedure, units: leading } of pack.catalogue) {
    const looks = (procedures.get(procedure)?.transitions ?? []).filter(({ by }) => by.includes('handler'));
    const most = Math.max(
      1,
      ...looks.flatMap(({ needs }) =>
        needs.flatMap((one) => (one.is === 'other-hands' ? [one.than.length + 1] : [])),
      ),
    );
    const [lead = ''] = leading;
    wanted.set(lead, Math.max(most, wanted.get(lead) ?? 1));
  }
  return [...wanted].flatMap(([id, seats]) => {
    const unit = units.get(id);
    return unit && seats > 1 ? [{ unit, seats }] : [];
  });
}

async function putTokens(
  store: AccessStore,
  pack: LoadedPack,
  before: DemoJurisdiction | undefined,
  at: number,
): Promise<Pick<DemoJurisdiction, 'device' | 'levels' | 'sources' | 'systems'>> {
  const { id } = pack;
  const common = { jurisdiction: id, demo: true, revoked: false, made_at: at };
  const device = before?.device ?? makeToken();
  const wall = { id: `demo-wall-${id}`, hash: hashToken(device), name: '演示大屏', grids: [] };
  await store.putDevice({ ...common, ...wall });
  const put = async (source: string, doors: DoorName[], known: string | undefined): Promise<string> => {
    const token = known ?? makeToken();
    await store.putSource({
      ...common,
      id: `demo-${source}-${id}`,
      hash: hashToken(token),
      source,
      doors,
      bounds: null,
    });
    return token;
  };
  const tokens: Record<string, string> = {};
  for (const [source, doors] of Object.entries(sources))
    tokens[source] = await put(source, doors, before?.sources[source]);
  const systems: Record<string, string> = {};
  for (const { id: system, source = system, demo } of pack.pack.connected ?? [])
    if (demo) systems[system] = await put(source, ['signs'], before?.systems?.[system]);
  return { device, levels: await putWalls(store, pack, before, at), sources: tokens, systems };
}

/** The walls of the levels below: what a town's wall may see is bound to its token. */
async function putWalls(
  store: AccessStore,
  pack: LoadedPack,
  before: DemoJurisdiction | undefined,
  at: number,
): Promise<DemoJurisdiction['levels']> {
  const levels: DemoJurisdiction['levels'] = [];
  for (const { level, name, grid, people } of demoLevels(pack)) {
    const told = { level, name, logins: people.map(({ login }) => login) };
    if (grid === undefined) {
      levels.push(told);
      continue;
    }
    const device = before?.levels?.find((one) => one.level === level)?.device ?? makeToken();
    await store.putDevice({
      id: `demo-wall-${level}-${pack.id}`,
      jurisdiction: pack.id,
      hash: hashToken(device),
      name: `${name} 大屏`,
      grids: [grid],
      demo: true,
      revoked: false,
      made_at: at,
    });
    levels.push({ ...told, device });
  }
  return levels;
}
