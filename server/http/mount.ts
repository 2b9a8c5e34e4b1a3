import type { HearSystem } from '#shared/record/silence.ts';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { parseJson } from '#shared/sensing/parse-batch.ts';
import { maxBytes } from '#shared/sensing/reading.ts';
import type { AccessRoom } from '../access/access.ts';
import type { Source } from '../access/sources.ts';

import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { findBadText } from '../commands/clean-text.ts';
import { digestOf } from './digest.ts';
import { parse } from './parse.ts';
import { sendRefusal } from './problem.ts';
import { isFor, type Route } from './route.ts';
import type { Seats } from './seats.ts';

/** Largest body of a command or a form. */
const maxForm = 262_144;
/** Some thousand rows of a sheet. */
const maxSheet = 8_388_608;
const keyForm = /^[\x21-\x7e]{8,100}$/;

export interface DoorKeeping {
  packs: Pick<Packs, 'of'>;
  /** Counties that are looked at only. */
  resting: ReadonlySet<string>;
  seats: Pick<Seats, 'read' | 'sitting'>;
  access: Pick<AccessRoom, 'source' | 'needsFactor'>;
  /** Slows down who tries tokens. */
  limits: { badToken: RequestHandler };
  /** Told of every call of another system that was let in. */
  heard?: HearSystem | undefined;
}

/** Serves the routes. In this order: is it there, who asks, is it from our own pages, is it well formed, then the work. */
export function mountRoutes(routes: readonly Route[], ground: DoorKeeping): Router {
  const router = Router({ caseSensitive: true });
  for (const route of routes) {
    const chain: RequestHandler[] = [];
    if (route.who.kind !== 'source') chain.push(ground.seats.read);
    chain.push(admit(route, ground));
    if (route.body ?? route.batch ?? route.upload) chain.push(asksFor(route), ...readers(route));
    chain.push(...(route.guards ?? []), answer(route));
    router[route.method](`/:jurisdiction${route.path}`, ...chain);
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    router.all(`/:jurisdiction${path}`, (req, res) => {
      res.set('Allow', allowed.join(', '));
      sendRefusal(
        res,
        refuse(
          'invalid',
          'method-not-offered',
          { method: req.method, offered: allowed.join(', ') },
          'method',
        ),
        405,
      );
    });
  }
  return router;
}

/** What earlier steps of the chain leave for later ones. */
interface Locals {
  pack: LoadedPack;
  person?: Person;
  /** Of the sign-in that asks; null: a screen's. */
  seat?: string | null;
  source?: Source;
}

function admit(route: Route, ground: DoorKeeping): RequestHandler {
  return async (req, res, next) => {
    const pack = ground.packs.of(String(req.params['jurisdiction']));
    if (!pack) return sendRefusal(res, refuse('unknown', 'no-jurisdiction-here', 'jurisdiction'));
    const locals: Locals = { pack };
    if (ground.resting.has(pack.id) && changes(route))
      return sendRefusal(res, refuse('not-now', 'county-read-only', 'jurisdiction'));
    const who = await identify(req, route, pack.id, ground);
    if (isRefusal(who)) {
      if (who.code === 'unauthenticated')
        res.set('WWW-Authenticate', route.who.kind === 'source' ? 'Bearer' : 'Session');
      // Who tries tokens waits; the answer to a good one does not hang on how many bad ones came from there.
      if (route.who.kind === 'source' && who.code === 'unauthenticated')
        return ground.limits.badToken(req, res, () => sendRefusal(res, who));
      return sendRefusal(res, who);
    }
    if (route.who.kind !== 'source' && route.method !== 'get' && !isOwnPage(req))
      return sendRefusal(res, refuse('forbidden', 'foreign-page', 'origin'));
    Object.assign(res.locals, locals, who);
    const { source } = who;
    if (source) res.on('finish', () => ground.heard?.(pack.id, source.source, res.statusCode < 400));
    next();
  };
}

async function identify(
  req: Request,
  { who, tag }: Route,
  jurisdiction: string,
  ground: DoorKeeping,
): Promise<Partial<Locals> | Refusal> {
  if (who.kind === 'anyone') return {};
  if (who.kind === 'source') {
    const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(req.get('authorization') ?? '') ?? [];
    if (token === undefined) return refuse('unauthenticated', 'bearer-needed', 'authorization');
    const source = await ground.access.source(token);
    if (isRefusal(source)) return source;
    if (source.jurisdiction !== jurisdiction) return refuse('forbidden', 'token-of-other', 'jurisdiction');
    if (!source.doors.includes(who.door))
      return refuse('forbidden', 'token-without-door', { door: who.door });
    return { source };
  }
  const found = await ground.seats.sitting(req, jurisdiction);
  if (!found) return refuse('unauthenticated', 'not-signed-in');
  const { person, seat, hasFactor } = found;
  if (!isFor(who, person)) return refuse('forbidden', 'not-for-role', { role: person.role });
  // Until there is one, the own account alone is served.
  if (!hasFactor && tag !== 'session' && ground.access.needsFactor(person))
    return refuse('forbidden', 'factor-must-be-added', 'factor');
  return { person, seat };
}

/** Whether a route changes anything of a county: who looks at one signs in and out, and its own state can be another again. */
function changes({ method, tag, path }: Route): boolean {
  return method !== 'get' && tag !== 'session' && !path.startsWith('/configuration/counties');
}

/** A browser says where a request comes from; other clients say nothing and carry no foreign cookie. */
function isOwnPage(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = req.get('origin');
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === (req.host ?? '');
}

function asksFor(route: Route): RequestHandler {
  const kinds =
    (route.form ? ['application/x-www-form-urlencoded'] : undefined) ??
    route.upload ??
    (route.batch ? ['application/json', 'application/x-ndjson'] : ['application/json']);
  return (req, res, next) => {
    // A GET with a body has no content type worth a word; everything here has a body of its own.
    if (!kinds.includes((req.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''))
      return sendRefusal(
        res,
        refuse('invalid', 'content-type-asked', { types: kinds.join(' or ') }, 'content-type'),
        415,
      );
    if (route.idempotent && !keyForm.test(req.get('idempotency-key') ?? ''))
      return sendRefusal(res, refuse('invalid', 'key-form', 'idempotency-key'));
    next();
  };
}

function readers(route: Route): RequestHandler[] {
  if (route.upload) return [];
  if (route.form) return [express.urlencoded({ extended: false, limit: maxForm })];
  if (!route.batch) return [express.json({ limit: route.sheet ? maxSheet : maxForm })];
  return [express.text({ limit: maxBytes, type: ['application/json', 'application/x-ndjson'] }), readBatch];
}

/** JSON is read as over MQTT: a bad entry spoils itself and not its list. NDJSON stays a text. */
const readBatch: RequestHandler = (req, res, next) => {
  const type = req.get('content-type') ?? '';
  const [, charset = 'utf-8'] = /;\s*charset="?([\w-]+)/i.exec(type) ?? [];
  if (!/^utf-?8$/i.test(charset)) return sendRefusal(res, refuse('invalid', 'charset', 'content-type'), 415);
  const body: unknown = req.body;
  if (typeof body === 'string' && /^application\/json/i.test(type.trim())) {
    const read = parseJson(body);
    if (isRefusal(read)) return sendRefusal(res, refuse('invalid', 'not-json', 'body'));
    req.body = read.input;
  }
  next();
};

function answer(route: Route): RequestHandler {
  return async (req, res) => {
    const bad = findBadText(req.params);
    if (bad !== null) return sendRefusal(res, refuse('invalid', 'bad-address', bad));
    const query = route.query && parse(route.query, req.query, 'query');
    if (query?.ok === false) return sendRefusal(res, query.refusal);
    const body = route.body && parse(route.body, req.body, 'body');
    if (body?.ok === false) return sendRefusal(res, body.refusal);
    const done = await route.handle({
      ...(res.locals as Required<Locals>),
      params: req.params as Record<string, string>,
      query: query?.value,
      body: body ? body.value : (req.body as unknown),
      key: req.get('idempotency-key') ?? '',
      digest: route.idempotent ? digestOf(body?.value) : '',
      req,
      res,
    });
    if (res.headersSent) return;
    if (isRefusal(done)) return sendRefusal(res, done);
    sendAnswer(res, done);
  };
}

function sendAnswer(res: Response, done: unknown): void {
  res.set('Cache-Control', res.get('Cache-Control') ?? 'no-store');
  if (done === undefined) res.status(204).end();
  else res.json(done);
}
