import type { Person } from '#shared/access/person.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { offeredSteps } from '#shared/incident/hindrance.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { demoPassword, demoPeople } from '../../server/access/demo.ts';
import { hashPassword } from '../../server/access/people.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { AccessStore } from '../../server/storage/access/access-store.ts';
import { openHttpHouse, type HttpHouse } from './http-house.ts';
import { fillIn, isHuman, letTimeAct, loginsOf, openCast, reporterOf } from './http-walk.ts';
import { done } from './orders.ts';
import { bestWays, pairOf, pairsOf, waitsForTime, type Pair, type Way } from './walk-choice.ts';

/** A member of the grid in whose area the matter does not lie: no screen shows it. */
const outOfSight = 'out of sight';

/** What a walk has shown: steps nobody took, and what a person was refused although the screen offered it. */
export interface Walked {
  left: Pair[];
  faults: string[];
}

export type WalkedCounty = Awaited<ReturnType<typeof openWalkedCounty>>;

/** What people walk in: a house whose clock the walk sets, and perhaps screens. */
export type WalkHouse = Pick<HttpHouse, 'clock' | 'demo' | 'execute' | 'signIn'> & {
  store: Pick<AccessStore, 'putPeople'>;
  close(): Promise<void>;
  /** Takes a step by the hands of its person at a screen: null, or what went wrong. Without it, and when it was done before, by HTTP. */
  byHand?: (way: Way, incident: Incident, form: Form) => Promise<string | null>;
  isSeated?: (login: string | null) => boolean;
  /** A matter that a citizen reported has a code under which it is followed. */
  admitReporter?: (incident: string) => Promise<void>;
};

// Years pass between two steps: who would sign in again each time would walk for hours.
const overHttp = (pack: LoadedPack): Promise<WalkHouse> =>
  openHttpHouse([pack], { terms: { longestMs: 4_000 * dayMs, idleMs: 4_000 * dayMs } });

/** A demo county of the sources' size whose people walk matters through their procedures, each by a session of their own. */
export async function openWalkedCounty(county: string, openWalkHouse = overHttp) {
  const pack = must((await loadPacks({ ...packFolders(), only: [county] }))[0], county);
  const house = await openWalkHouse(pack);
  house.clock.now ??= Date.parse('2026-11-23T09:00:00+08:00');
  const cast = openCast(house, pack);
  const now = (): number => must(house.clock.now, 'the clock');
  const cell = must(narrowCells(pack.grid)[0], 'a cell');
  const home = must(pack.grid.locate(cell.centre)[0], 'a wide cell').id;
  const stateOf = async (id: string): Promise<Incident> => must(await cast.read('duty1', id), id);
  const logins = new Set(must(house.demo.jurisdictions[county], county).people.map(({ login }) => login));
  await admitAgents();

  /** Handlers who are employed as agents: the demo has grid members alone as such. */
  async function admitAgents(): Promise<void> {
    const leads = pack.pack.catalogue.flatMap(({ procedure, units }) =>
      procedure === 'agency' ? units.slice(0, 1) : [],
    );
    const rows = demoPeople(pack, await hashPassword(demoPassword), now());
    const agents = rows
      .filter(({ login }) => leads.includes(login))
      .map((row) => ({ ...row, id: `${row.id}-agent`, login: `${row.login}-agent`, post: 'agent' as const }));
    await house.store.putPeople(agents);
    for (const { login } of agents) logins.add(login);
  }

  /** Who may open a matter, by the sign-in that stands for them; null: a citizen. */
  const openers: Record<string, () => string | null> = {
    duty: () => 'duty1',
    leader: () => 'leader',
    handler: () =>
      must(
        pack.units.get('dept-office') ?? pack.pack.units.find(({ kind }) => kind === 'department'),
        'a department',
      ).id,
    field: () => `field-${home}`,
    citizen: () => null,
  };

  /** A matter of a procedure, reported by this sign-in at the same place; its id. */
  async function report(
    procedure: Procedure,
    login: string | null,
    roll: Dice,
    item?: string,
  ): Promise<string> {
    const form = fillIn(
      pack,
      { form: procedure.form, effects: [] },
      { incident: null, twin: '', now: now(), roll },
    );
    const command = {
      kind: 'report' as const,
      source: 'citizen' as const,
      item: item ?? itemOf(procedure.id),
      title: '走一遍',
      detail: '',
      address: '',
      urgent: false,
      evidence: [],
      form,
      ...(procedure.place !== 'none' && { place: cell.centre }),
    };
    if (login === null) {
      const name = { id: `citizen-${'0'.repeat(24)}`, name: '市民', role: 'citizen' as const };
      const by: Person = { ...name, jurisdiction: county, grids: [] };
      const { subject } = done(await house.execute({ jurisdiction: county, by, command }));
      await house.admitReporter?.(subject);
      return subject;
    }
    const sent = await cast.send(login, command);
    if (sent.status !== 200) throw new Error(`${procedure.id} by ${login}: ${sent.text}`);
    return sent.subject;
  }

  /** Where two units work side by side if there is such an item. */
  function itemOf(procedure: string): string {
    const items = pack.pack.catalogue.filter(
      (one) => one.procedure === procedure && (procedure !== 'standard' || one.grade),
    );
    return must(items.find(({ units }) => units.length > 1) ?? items[0], procedure).id;
  }

  async function waysOf(incident: Incident): Promise<{ ways: Way[]; soonest: number }> {
    const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
    const ways: Way[] = [];
    let soonest = Infinity;
    for (const login of loginsOf(pack, incident, home)) {
      if (!logins.has(login)) continue;
      const { role } = (await cast.of(login)).person;
      if (!procedure.transitions.some(({ by }) => by.includes(role))) continue;
      for (const { transition, hindrance } of await cast.offered(login, incident, now())) {
        if (hindrance) soonest = Math.min(soonest, hindrance.at ?? Infinity);
        else ways.push({ login, role, transition });
      }
    }
    if (incident.reporter.role === 'citizen')
      for (const { transition, hindrance } of offeredSteps(incident, procedure, reporterOf(incident), {
        now: now(),
        isAbove: () => false,
      }))
        // The public page has buttons for these alone.
        if (!hindrance && transition.reporter) ways.push({ login: null, role: 'citizen', transition });
    return { ways, soonest };
  }

  /** Takes a step as the screen would: whoever takes it reads the matter first. Null, or what went wrong. */
  async function take(
    incident: Incident,
    way: Way,
    twin: string,
    roll: Dice,
    isFirst = false,
  ): Promise<string | null> {
    const form = fillIn(pack, way.transition, { incident, twin, now: now(), roll });
    const { id, version, procedure, node } = incident;
    const command = { kind: 'take' as const, incident: id, version, transition: way.transition.id, form };
    const told = `${procedure}/${way.transition.id} in ${node} by ${way.login ?? 'citizen'}`;
    if (isFirst && house.byHand && (way.login === null || (await cast.read(way.login, id)))) {
      const fault = await house.byHand(way, incident, form);
      return fault && `${told}: ${fault}`;
    }
    if (way.login === null) {
      const answer = await house.execute({ jurisdiction: county, by: reporterOf(incident), command });
      return answer.kind === 'done' ? null : `${told}: ${JSON.stringify(answer)}`;
    }
    if ((await cast.read(way.login, id)) === null)
      return way.role === 'field' ? outOfSight : `${told}: does not see it`;
    const sent = await cast.send(way.login, command);
    return sent.status === 200 ? null : `${told}: ${sent.text}`;
  }

  interface Aim {
    left: Set<Pair>;
    faults: string[];
    twin: string;
    roll: Dice;
    /** What is taken for the first time is taken at a screen. */
    byHand?: boolean;
  }

  /** Of those who may take a step one who sits at a screen already: each that is opened costs seconds. */
  const seated = (way: Way, ways: readonly Way[]): Way =>
    ways.find(
      ({ login, role, transition }) =>
        transition === way.transition && role === way.role && house.isSeated?.(login),
    ) ?? way;

  /** What time does next to a matter, at its time; false when nothing. */
  async function passTime(incident: Incident, left: Set<Pair>): Promise<boolean> {
    // The longest term is that of a list: three years.
    const taken = await letTimeAct(house, pack, incident, now() + 1_200 * dayMs);
    if (taken !== null) left.delete(pairOf(taken, 'system'));
    return taken !== null;
  }

  /** Lives one matter towards what nobody has done yet. */
  async function live(procedure: Procedure, id: string, aim: Aim): Promise<void> {
    const { left, roll } = aim;
    const refused = new Set<string>();
    const blind = new Set<string | null>();
    const tried = new Set<string>();
    for (let step = 0; step < 40 && left.size > 0; step++) {
      house.clock.now = now() + minuteMs;
      const incident = await stateOf(id);
      const { ways: all, soonest } = await waysOf(incident);
      const ways = all.filter(
        ({ login, transition, role }) => !blind.has(login) && !refused.has(pairOf(transition.id, role)),
      );
      const pool = bestWays(procedure, incident, ways, { ...aim, tried });
      const waits = waitsForTime(procedure, incident.node, left);
      if (waits && roll.chance(0.5) && (await passTime(incident, left))) continue;
      // A term that others need not wait for is waited for at times.
      if (soonest < Infinity && roll.chance(0.3)) {
        house.clock.now = Math.max(now(), soonest);
        continue;
      }
      if (!pool) {
        if (await passTime(incident, left)) continue;
        if (soonest < Infinity) house.clock.now = Math.max(now(), soonest);
        else if (!(await liveChild(incident, aim))) return;
        continue;
      }
      const way = seated(roll.pick(pool), pool);
      tried.add(way.transition.id);
      const pair = pairOf(way.transition.id, way.role);
      const isFirst = aim.byHand === true && left.has(pair);
      const fault = await take(incident, way, aim.twin, roll, isFirst);
      if (fault === null) left.delete(pair);
      else if (fault === outOfSight) blind.add(way.login);
      else {
        aim.faults.push(fault);
        refused.add(pair);
        // A screen that does not come to it is told once, and not waited for again.
        if (isFirst) left.delete(pair);
      }
    }
  }

  /** A matter that waits for those it opened: one of them is brought to its close by the usual way. */
  async function liveChild(incident: Incident, aim: Aim): Promise<boolean> {
    const open = (incident.children ?? []).find(({ joinedAt, loose }) => joinedAt === undefined && !loose);
    if (!open) return false;
    for (let step = 0; step < 40; step++) {
      house.clock.now = now() + minuteMs;
      const child = await stateOf(open.id);
      if (child.closedAt !== undefined || child.ended) return true;
      const { ways, soonest } = await waysOf(child);
      const main = ways.filter(({ transition, role }) => transition.weight === 'main' && role !== 'citizen');
      if (main.length > 0) {
        const fault = await take(child, aim.roll.pick(main), '', aim.roll);
        if (fault !== null) aim.faults.push(fault);
      } else if ((await letTimeAct(house, pack, child, now() + 400 * dayMs)) === null) {
        if (soonest < Infinity) house.clock.now = Math.max(now(), soonest);
        else if (!(await liveChild(child, aim))) return false;
      }
    }
    return true;
  }

  /** The procedure and the step that open a matter which nobody reports. */
  function parentOf({ id }: Procedure): { parent: Procedure; pairs: Pair[] } {
    for (const parent of pack.procedures.values()) {
      if (parent.id === id) continue;
      const pairs = parent.transitions.flatMap(({ id: step, by, effects }) =>
        effects.some((one) => one.do === 'open' && pack.items.get(one.item)?.procedure === id)
          ? by.filter(isHuman).map((role) => pairOf(step, role))
          : [],
      );
      if (pairs.length > 0 && (id !== 'appeal' || parent.id === 'standard')) return { parent, pairs };
    }
    throw new Error(`nothing opens ${id}`);
  }

  /** A new matter of a procedure: reported by one of those who may, or opened by a step of another. */
  async function begin(procedure: Procedure, turn: number, aim: Aim): Promise<string> {
    const opens = (procedure.opens ?? Object.keys(openers)).filter((role) => role in openers);
    const role = opens[turn % Math.max(opens.length, 1)];
    if (role !== undefined) return report(procedure, must(openers[role], role)(), aim.roll);
    const { parent, pairs } = parentOf(procedure);
    // Not every life comes to the step that opens it: a matter may be taken back before.
    for (let lives = 0; lives < 12; lives++) {
      const id = await begin(parent, turn + lives, aim);
      // Only a unit that had the work may appeal against what was booked for it.
      if (procedure.id === 'appeal') await live(parent, id, { ...aim, left: new Set(['feed-back handler']) });
      await live(parent, id, { ...aim, left: new Set(pairs.slice(0, 1)) });
      const made = (await stateOf(id)).children?.findLast(
        ({ item }) => pack.items.get(item)?.procedure === procedure.id,
      );
      if (made) return made.id;
    }
    throw new Error(`no life of ${parent.id} came to open ${procedure.id}`);
  }

  return {
    pack,
    house,
    cast,
    now,
    cell,
    home,
    stateOf,
    report,
    take,
    waysOf,
    itemOf,
    close: () => house.close(),
    /** Walks lives of a procedure until every step was taken by every role, or several lives in a row brought nothing new. */
    async walk(
      procedure: Procedure,
      roll: Dice,
      { idle = 16, pairs = pairsOf(procedure) }: { idle?: number; pairs?: readonly Pair[] } = {},
    ): Promise<Walked> {
      const left = new Set(pairs);
      const aim: Aim = { left, faults: [], twin: '', roll };
      aim.twin = await begin(procedure, 0, { ...aim });
      for (let lives = 0, since = 0; since < idle && left.size > 0; lives++, since++) {
        const before = left.size;
        const id = await begin(procedure, lives, aim);
        await live(procedure, id, { ...aim, byHand: house.byHand !== undefined });
        if (left.size < before) since = 0;
      }
      return { left: [...left].sort(), faults: [...new Set(aim.faults)] };
    },
  };
}
