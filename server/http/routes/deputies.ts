import { z } from 'zod';
import { may } from '#shared/access/may.ts';
import type { Person, Role } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/deputies.ts';
import * as http from '#shared/wire/http.ts';
import type { AccessRoom } from '../../access/access.ts';
import { forWhom, roleStoodInFor } from '../../access/deputies.ts';
import type { PersonRow } from '../../storage/access/access-tables.ts';
import type { FoundDeputy } from '../../storage/access/deputy-store.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { areaIn, grantGround } from '../../queries/scope-of-pack.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

export interface DeputyRoutePorts {
  access: AccessRoom;
  trail: Trail;
  now: () => number;
}
const tag = 'deputies';
const mostCandidates = 20;

/** Who acts for whom: named by the one who is away or by an administrator, taken up at one's own seat, ended. */
export function deputyRoutes(ports: DeputyRoutePorts): Route[] {
  return [...ownRoutes(ports), ...namingRoutes(ports), ...seatRoutes(ports), ...keeperRoutes(ports)];
}

/** The own account with its row, whoever one stands in for at the moment. */
async function ownRow({ people, asPerson }: AccessRoom, { jurisdiction, id }: Person) {
  const row = must(await people.row(jurisdiction, id), id);
  return { row, own: asPerson(row) };
}

function ownRoutes({ access, now }: DeputyRoutePorts): Route[] {
  const { deputies, people } = access;
  return [
    forWho('keep-account', {
      method: 'get',
      path: '/deputies',
      tag,
      summary: 'Who stands in for oneself, and for whom one stands in',
      answer: wire.ownDeputies,
      handle: async ({ pack, person, seat }) => ({
        ...toldOwn(pack, await deputies.of(person)),
        acting: person.actsFor && seat ? await access.seating.actsBy(person.jurisdiction, seat) : null,
        time: timeOf(pack),
      }),
    }),
    forWho('keep-account', {
      method: 'get',
      path: '/deputies/candidates',
      tag,
      summary: 'Whom one may name as a deputy',
      query: wire.candidateQuery,
      answer: wire.candidates,
      async handle({ pack, person, query }) {
        const { row, own } = await ownRow(access, person);
        const words = query.q.toLowerCase().split(/\s+/u).filter(Boolean);
        const asked = {
          area: areaIn(pack, own),
          words: words.map((text) => ({ text, units: [], grids: [] })),
          now: now(),
        };
        const unit = own.grids.length === 0 && !may(own, 'see-whole') ? own.unit : undefined;
        const found = await people.rows(pack.id, { ...asked, unit, state: 'here' }, mostCandidates * 3);
        const ground = grantGround(pack);
        return found
          .filter((one) => deputies.mayChoose(own, row, one, ground))
          .slice(0, mostCandidates)
          .map((one) => someone(pack, one));
      },
    }),
  ];
}

function namingRoutes({ access, trail }: DeputyRoutePorts): Route[] {
  const { deputies, people } = access;
  return [
    forWho('keep-account', {
      method: 'post',
      path: '/deputies',
      tag,
      summary: 'Names who acts for oneself for a time',
      body: wire.newDeputy,
      answer: wire.deputy,
      async handle({ pack, person, body, req }) {
        const { row } = await ownRow(access, person);
        const deputy = await people.rowNamed(pack.id, body.deputy);
        if (!deputy) return refuse('unknown', 'no-login', 'deputy');
        const named = await deputies.name(person, { ...body, for: row, deputy }, grantGround(pack));
        if (isRefusal(named)) return named;
        await trail(req, pack.id, person, 'deputy-named', {
          about: row.login,
          detail: termOf(named, body.deputy),
        });
        return told(pack, named);
      },
    }),
    forWho('keep-account', {
      method: 'delete',
      path: '/deputies/:id',
      tag,
      summary:
        'Ends a deputy before the term: of oneself, as the deputy, or as an administrator of that area',
      answer: z.void(),
      async handle({ pack, person, params: { id = '' }, req }) {
        const ended = await deputies.end(person, id, grantGround(pack), may(person, 'keep-people'));
        if (isRefusal(ended)) return ended;
        const detail = ended.deputy?.login ?? ended.row.deputy;
        return trail(req, pack.id, person, 'deputy-ended', { about: forWhom(ended), detail });
      },
    }),
  ];
}

function timeOf({ pack: { calendar } }: LoadedPack): wire.OwnDeputies['time'] {
  const { utcOffsetMinutes, zone } = calendar;
  return { utcOffsetMinutes, ...(zone !== undefined && { zone }) };
}

function seatRoutes({ access, trail }: DeputyRoutePorts): Route[] {
  return [
    forWho('keep-account', {
      method: 'post',
      path: '/session/deputy',
      tag: 'session',
      summary: 'Sits down for the one whose deputy one is, or as oneself again',
      body: wire.standIn,
      answer: http.person,
      async handle({ pack, person, seat, body, req }) {
        if (seat === null) return refuse('forbidden', 'no-sign-in-of-yours');
        const { row, own } = await ownRow(access, person);
        if (body.deputy !== null) {
          const found = await access.deputies.open(person, body.deputy);
          if (isRefusal(found)) return found;
          const needs = access.needsFactor(own) || access.needsFactor({ role: roleStoodInFor(found) });
          if (needs && row.totp === null) return refuse('forbidden', 'factor-must-be-added', 'factor');
          await trail(req, pack.id, own, 'stood-in', { about: forWhom(found), detail: 'begin' });
        } else if (person.actsFor)
          await trail(req, pack.id, own, 'stood-in', { about: person.actsFor.id, detail: 'end' });
        await access.seating.standIn(seat, body.deputy);
        await access.seating.tell(pack.id, person.id);
        return must(await access.seating.find(pack.id, seat), 'seat').person;
      },
    }),
  ];
}

function keeperRoutes({ access, trail }: DeputyRoutePorts): Route[] {
  const { deputies, people } = access;
  const withinPack = ({ units }: LoadedPack, unit: string | undefined) =>
    unit === undefined || units.has(unit) ? null : refuse('unknown', 'unknown-unit', 'unit');
  return [
    forWho('keep-people', {
      method: 'get',
      path: '/people/deputies',
      tag,
      summary: 'Who stands in for whom in the own area',
      query: wire.deputiesQuery,
      answer: wire.deputyList,
      handle: async ({ pack, person, query }) =>
        (await deputies.list(person, grantGround(pack), query.past === '1')).map((one) => told(pack, one)),
    }),
    forWho('keep-people', {
      method: 'post',
      path: '/people/deputies',
      tag,
      summary: 'Names who acts for somebody, or for a unit, for a time',
      body: wire.newDeputyFor,
      answer: wire.deputy,
      async handle({ pack, person, body: { person: login, unit, ...body }, req }) {
        const lost = withinPack(pack, unit);
        if (lost) return lost;
        const deputy = await people.rowNamed(pack.id, body.deputy);
        if (!deputy) return refuse('unknown', 'no-login', 'deputy');
        const held = unit === undefined ? await people.rowNamed(pack.id, login ?? '') : { unit };
        if (!held) return refuse('unknown', 'no-login', 'person');
        const named = await deputies.name(person, { ...body, for: held, deputy }, grantGround(pack));
        if (isRefusal(named)) return named;
        const about = unit ?? login ?? '';
        await trail(req, pack.id, person, 'deputy-named', { about, detail: termOf(named, body.deputy) });
        return told(pack, named);
      },
    }),
  ];
}

/** Who, from when until when, for the audit. */
function termOf({ row }: FoundDeputy, deputy: string): string {
  return `${deputy} ${new Date(row.starts_at).toISOString()} – ${new Date(row.ends_at).toISOString()}`;
}

type Own = { mine: FoundDeputy[]; others: FoundDeputy[] };
function toldOwn(pack: LoadedPack, { mine, others }: Own) {
  return {
    mine: mine.map((one) => told(pack, one)),
    others: others.map((one) => told(pack, one)),
  };
}

function told(pack: LoadedPack, { row, person, deputy }: FoundDeputy): wire.Deputy {
  return {
    id: row.id,
    person: person && someone(pack, person),
    unit: unitOf(pack, row.unit),
    deputy: deputy && someone(pack, deputy),
    from: row.starts_at,
    until: row.ends_at,
    why: row.why,
    madeAt: row.made_at,
  };
}

function someone(pack: LoadedPack, { login, name, role, unit }: PersonRow): wire.Candidate {
  return { login, name, role: role as Role, unit: unitOf(pack, unit) };
}

/** A unit that the pack has no more is told by its id. */
function unitOf({ units }: LoadedPack, id: string | null): wire.Candidate['unit'] {
  return id === null ? null : { id, name: units.get(id)?.name ?? { zh: id, en: id } };
}
