import { inRecord } from '#shared/kernel/localized.ts';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { XMLBuilder } from 'fast-xml-parser';
import { randomUUID } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { openRequest, requestsQuery, type OpenRequest } from '#shared/wire/open311.ts';
import { sources as origins, type Source as Origin } from '#shared/incident/incident.ts';
import type { Source } from '../access/sources.ts';
import { cellsAt } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { PublicStore } from '../storage/public/public-store.ts';
import type { OutgoingStore } from '../storage/public/outgoing-store.ts';
import type { AccessRoom } from '../access/access.ts';
import { findServices, requestOf, type ServiceRequest } from './open311-words.ts';
import { parse } from './parse.ts';
import { statusOf } from './problem.ts';
import { reportBySource } from './report-by-source.ts';
import { findOwn } from './own-matter.ts';
import type { ReporterPorts } from './reporter-acts.ts';

/**
 * Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): the door for reports with another face, in JSON and XML. `api_key` is a
 * source's token that opens `reports`; what is read are the matters of that source. What can be reported is told without a key, as the
 * specification has it.
 */
export interface Open311Ports extends ReporterPorts {
  access: Pick<AccessRoom, 'source'>;
  store: OutgoingStore;
  reports: Pick<PublicStore, 'keepCaller'>;
  limits: { badToken: RequestHandler; door: RequestHandler; publicRead: RequestHandler };
}

interface Asked {
  pack: LoadedPack;
  source: Source;
  req: Request;
  res: Response;
}
type Listed = readonly object[];

/** Below `/open311/:jurisdiction/v2`. */
export function open311Routes(packs: Pick<Packs, 'of'>, ports: Open311Ports): Router {
  const router = Router({ caseSensitive: true });
  const base = '/:jurisdiction/v2';
  const guards = [express.urlencoded({ extended: false, limit: 65_536 }), keyAsToken];
  const answer =
    (root: [list: string, item: string], work: (asked: Asked) => Promise<Listed | Refusal>, status = 200) =>
    async (req: Request, res: Response): Promise<void> => {
      const format = String(req.params['format']);
      if (format !== 'json' && format !== 'xml')
        return send(res, 'json', ['errors', 'error'], [problem(404, 'json or xml')], 404);
      const came = await whoComes(packs, ports, req);
      const done = isRefusal(came) ? came : await work({ ...came, req, res });
      if (!isRefusal(done)) return send(res, format, root, done, status);
      const code = statusOf[done.code] === 401 ? 403 : statusOf[done.code];
      const said = done.field === undefined ? done.reason : `${done.field}: ${done.reason}`;
      const refuseIt = (): void => send(res, format, ['errors', 'error'], [problem(code, said)], code);
      // Who tries keys waits; a good one does not.
      if (done.code === 'unauthenticated') return void ports.limits.badToken(req, res, refuseIt);
      refuseIt();
    };
  const requests: [string, string] = ['service_requests', 'request'];
  router.get(`${base}/services.:format`, ports.limits.publicRead, (req, res) => {
    const found = countyOf(packs, req);
    const told = isRefusal(found) ? found : findServices(found, languageOf(req));
    answerOpenly(req, res, ['services', 'service'], told);
  });
  router.get(`${base}/services/:code.:format`, ports.limits.publicRead, (req, res) => {
    const found = countyOf(packs, req);
    answerOpenly(req, res, null, isRefusal(found) ? found : definition(found, req));
  });
  router.post(
    `${base}/requests.:format`,
    [...guards, ports.limits.door],
    answer(requests, (asked) => take(ports, asked), 201),
  );
  router.get(
    `${base}/requests.:format`,
    [...guards, ports.limits.door],
    answer(requests, (asked) => list(ports, asked)),
  );
  router.get(
    `${base}/requests/:id.:format`,
    [...guards, ports.limits.door],
    answer(requests, async ({ pack, source, req }) => {
      const found = await findOwn(ports, pack, source, String(req.params['id']));
      return isRefusal(found) ? found : [await requestOf(ports, pack, found, languageOf(req))];
    }),
  );
  // A request has its number at once: the token of one is its number.
  router.get(
    `${base}/tokens/:id.:format`,
    guards,
    answer(requests, async ({ pack, source, req }) => {
      const found = await findOwn(ports, pack, source, String(req.params['id']));
      return isRefusal(found) ? found : [{ service_request_id: found.id, token: found.id }];
    }),
  );
  return router;
}

function countyOf(packs: Pick<Packs, 'of'>, req: Request): LoadedPack | Refusal {
  return (
    packs.of(String(req.params['jurisdiction'])) ??
    refuse('unknown', 'no-jurisdiction-here', 'jurisdiction_id')
  );
}

/** No service asks for attributes of its own. */
function definition(pack: LoadedPack, req: Request): object | Refusal {
  const code = String(req.params['code']);
  const known = findServices(pack, languageOf(req)).some(({ service_code }) => service_code === code);
  return known ? { service_code: code, attributes: [] } : refuse('unknown', 'no-service', 'service_code');
}

/** What anybody may read; `root` null: one thing, `service_definition`. */
function answerOpenly(
  req: Request,
  res: Response,
  root: [list: string, item: string] | null,
  told: Listed | object | Refusal,
): void {
  const format = String(req.params['format']);
  if (format !== 'json' && format !== 'xml')
    return send(res, 'json', ['errors', 'error'], [problem(404, 'json or xml')], 404);
  if (isRefusal(told)) {
    const code = statusOf[told.code];
    return send(res, format, ['errors', 'error'], [problem(code, `${told.field}: ${told.reason}`)], code);
  }
  if (root !== null) return send(res, format, root, told as Listed, 200);
  res.set('Cache-Control', 'no-store');
  if (format === 'json') return void res.json(told);
  sendXml(res, { service_definition: told });
}

/** `api_key` of the query or the form stands for the header that the limits and the doors know. */
const keyAsToken: RequestHandler = (req, _res, next) => {
  const { api_key: sent } = req.body === undefined ? {} : (req.body as { api_key?: unknown });
  const key = sent ?? req.query['api_key'];
  if (typeof key === 'string' && req.get('authorization') === undefined)
    req.headers.authorization = `Bearer ${key}`;
  next();
};

async function whoComes(
  packs: Pick<Packs, 'of'>,
  { access }: Open311Ports,
  req: Request,
): Promise<{ pack: LoadedPack; source: Source } | Refusal> {
  const pack = countyOf(packs, req);
  if (isRefusal(pack)) return pack;
  const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(req.get('authorization') ?? '') ?? [];
  if (token === undefined) return refuse('unauthenticated', 'key-needed', 'api_key');
  const source = await access.source(token);
  if (isRefusal(source)) return source;
  if (source.jurisdiction !== pack.id || !source.doors.includes('reports'))
    return refuse('forbidden', 'key-without-door', 'api_key');
  return { pack, source };
}

async function take(ports: Open311Ports, { pack, source, req }: Asked): Promise<Listed | Refusal> {
  const read = parse(openRequest, req.body ?? {}, 'body');
  if (!read.ok) return read.refusal;
  const { value } = read;
  const item = pack.items.get(value.service_code);
  if (!item || !findServices(pack, 'zh').some(({ service_code }) => service_code === item.id))
    return refuse('unknown', 'no-service', 'service_code');
  const place = placeOf(value);
  if (isRefusal(place)) return place;
  const done = await reportBySource(ports.execute, pack, source, {
    key: req.get('idempotency-key') ?? randomUUID(),
    command: {
      kind: 'report',
      source: originOf(source),
      item: item.id,
      place,
      urgent: false,
      evidence: [],
      title: `${inRecord(item.name)} · ${cellsAt(pack, place).slice(0, 2).at(-1)?.name ?? ''}`.slice(0, 120),
      detail: [value.description, value.media_url].filter(Boolean).join('\n'),
      address: value.address_string,
    },
  });
  if (isRefusal(done)) return done;
  const name = `${value.last_name}${value.first_name}`.trim();
  const caller = { name, phone: value.phone, callBack: '', outside: value.email };
  await ports.reports.keepCaller(pack.id, done.subject, caller, ports.now());
  const language = languageOf(req);
  const notice =
    language === 'zh' ? '已受理登记，可按编号查询办理进度' : 'Registered: follow it by its number';
  return [{ service_request_id: done.subject, service_notice: notice, account_id: '' }];
}

function placeOf({ lat, long }: OpenRequest): { lng: number; lat: number } | Refusal {
  return lat === undefined || long === undefined
    ? refuse('invalid', 'lat-long-needed', 'lat')
    : { lng: long, lat };
}

async function list(ports: Open311Ports, { pack, source, req }: Asked): Promise<Listed | Refusal> {
  const read = parse(requestsQuery, req.query, 'query');
  if (!read.ok) return read.refusal;
  const { service_request_id: ids, ...query } = read.value;
  const language = languageOf(req);
  const numbers = ids?.split(',').slice(0, 200);
  const from = query.start_date ?? (query.end_date ?? ports.now()) - usualSpanMs;
  const rows = numbers
    ? numbers.map((incident) => ({ incident: incident.trim() }))
    : await ports.store.matters(
        pack.id,
        source.source,
        { at: (query.end_date ?? ports.now()) + 1, incident: '' },
        mostRequests,
        from,
      );
  const found: ServiceRequest[] = [];
  for (const { incident } of rows) {
    const one = await findOwn(ports, pack, source, incident);
    if (isRefusal(one)) continue;
    if (query.service_code !== undefined && !query.service_code.split(',').includes(one.item)) continue;
    const told = await requestOf(ports, pack, one, language);
    if (query.status === undefined || query.status.split(',').includes(told.status)) found.push(told);
  }
  return found;
}

/** The specification's 90 days; fewer at once than its 1,000, each with its whole story read. */
const [usualSpanMs, mostRequests] = [90 * 86_400_000, 200];

function languageOf(req: Request): 'zh' | 'en' {
  return req.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
}

const problem = (code: number, description: string): object => ({ code, description });
const builder = new XMLBuilder({ format: true, suppressEmptyNode: false });

function send(
  res: Response,
  format: string,
  [list, item]: [string, string],
  rows: Listed,
  status: number,
): void {
  res.status(status).set('Cache-Control', 'no-store');
  if (format === 'json') return void res.json(rows);
  sendXml(res, { [list]: { [item]: rows } });
}
function sendXml(res: Response, told: object): void {
  const text = `<?xml version="1.0" encoding="utf-8"?>\n${builder.build(told)}`;
  res.type('application/xml; charset=utf-8').send(text);
}

/** People report by this face; a token that does not speak for them says what it speaks for. */
function originOf({ bounds }: Source): Origin {
  const allowed = bounds?.origins;
  return allowed && !allowed.includes('citizen')
    ? (origins.find((one) => allowed.includes(one)) ?? 'citizen')
    : 'citizen';
}
