import { inRecord } from '#shared/kernel/localized.ts';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { createHash } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { capAlert, capTime, type CapMessage } from '#shared/warning/cap.ts';
import { capIn, capLists } from '#shared/warning/cap-in.ts';
import type { AccessRoom } from '../access/access.ts';
import { openAreaShapes } from '../packs/area-shapes.ts';
import type { Counties } from '../packs/brought.ts';
import { packFolders } from '../packs/folders.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { capFeed, capGroundOf, capMessage, takeCap, type CapPorts } from '../queries/cap.ts';
import { parse } from './parse.ts';
import { sendRefusal } from './problem.ts';

/**
 * Warnings by the Common Alerting Protocol 1.2: for everybody a feed (Atom) with one message each, and a door for systems whose token
 * opens `warnings`, through which messages come in as proposals.
 */
export interface CapDoorPorts extends CapPorts {
  access: Pick<AccessRoom, 'source'>;
  counties: Pick<Counties, 'foldersOf'>;
  publicDir?: string | null;
  /** Where the house lies below its host. */
  base?: string | undefined;
  limits: { publicRead: RequestHandler; badToken: RequestHandler; door: RequestHandler };
  now: () => number;
}

/** The map of a county that was brought lies where it was laid out; that of a shipped one where this server has its public files. */
function mapDirOf({ counties, publicDir = null }: CapDoorPorts, id: string): string | null {
  const own = counties.foldersOf(id).publicDir;
  return own === packFolders().publicDir ? publicDir : own;
}

const mostBytes = 1_000_000;
const builder = new XMLBuilder({ format: true, ignoreAttributes: false, suppressEmptyNode: true });
const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => capLists.has(name),
});
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Below `/cap/:jurisdiction`. */
export function capRoutes(packs: Pick<Packs, 'of'>, ports: CapDoorPorts): Router {
  const router = Router({ caseSensitive: true });
  const shapesOf = openAreaShapes((id) => mapDirOf(ports, id));
  const found = (req: Request): LoadedPack | Refusal =>
    packs.of(String(req.params['jurisdiction'])) ?? refuse('unknown', 'no-jurisdiction-here', 'jurisdiction');

  router.get('/:jurisdiction/feed.atom', ports.limits.publicRead, async (req, res) => {
    const pack = found(req);
    if (isRefusal(pack)) return sendRefusal(res, pack);
    const messages = await capFeed(ports, pack);
    sendXml(res, 'application/atom+xml', { feed: feedOf(pack, messages, baseOf(req, ports), ports.now()) });
  });
  router.get('/:jurisdiction/alerts/:identifier.xml', ports.limits.publicRead, async (req, res) => {
    const pack = found(req);
    if (isRefusal(pack)) return sendRefusal(res, pack);
    const message = await capMessage(ports, pack, String(req.params['identifier']));
    if (isRefusal(message)) return sendRefusal(res, message);
    const web = `${baseOf(req, ports)}/${pack.id}/report`;
    const alert = capAlert(message, capGroundOf(pack, await shapesOf(pack), web));
    sendXml(res, 'application/cap+xml', { alert });
  });
  router.post(
    '/:jurisdiction/alerts',
    express.text({ type: ['application/cap+xml', 'application/xml', 'text/xml'], limit: mostBytes }),
    ports.limits.door,
    async (req, res) => {
      const pack = found(req);
      if (isRefusal(pack)) return sendRefusal(res, pack);
      const answer = await take(ports, pack, req);
      if (!isRefusal(answer)) return void res.status(201).json(answer);
      // Who tries tokens waits; a good one does not.
      if (answer.code !== 'unauthenticated') return sendRefusal(res, answer);
      ports.limits.badToken(req, res, () => sendRefusal(res, answer));
    },
  );
  return router;
}

async function take(ports: CapDoorPorts, pack: LoadedPack, req: Request) {
  const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(req.get('authorization') ?? '') ?? [];
  if (token === undefined) return refuse('unauthenticated', 'bearer-needed');
  const source = await ports.access.source(token);
  if (isRefusal(source)) return source;
  if (source.jurisdiction !== pack.id || !source.doors.includes('warnings'))
    return refuse('forbidden', 'token-without-door', { door: 'warnings' });
  const read = readCap(req.body);
  if (isRefusal(read)) return read;
  const digest = createHash('sha256').update(String(req.body)).digest('hex');
  return takeCap(ports, pack, source, read, digest);
}

/** The message of a body; a document type is refused, since entities are not part of the protocol. */
export function readCap(body: unknown) {
  if (typeof body !== 'string' || body.trim() === '') return refuse('invalid', 'cap-no-xml', 'body');
  if (/<!DOCTYPE/iu.test(body) || XMLValidator.validate(body) !== true)
    return refuse('invalid', 'cap-no-xml', 'body');
  const document = parser.parse(body) as { alert?: unknown };
  const read = parse(capIn, document.alert ?? {}, 'body');
  return read.ok ? read.value : read.refusal;
}

/** The house as its asker calls it. */
const baseOf = (req: Request, { base = '' }: { base?: string | undefined }): string =>
  `${req.protocol}://${req.get('host') ?? ''}${base}`;

function feedOf(
  pack: LoadedPack,
  messages: readonly CapMessage[],
  base: string,
  now: number,
): Record<string, unknown> {
  const time = (at: number): string => capTime(at, pack.pack.calendar);
  const self = `${base}/cap/${pack.id}/feed.atom`;
  return {
    '@_xmlns': 'http://www.w3.org/2005/Atom',
    id: self,
    title: `${inRecord(pack.pack.identity.name)} 预警 / Warnings`,
    updated: time(messages[0]?.sent ?? now),
    author: { name: inRecord(pack.pack.identity.centre) },
    link: { '@_rel': 'self', '@_href': self },
    entry: messages.map(({ identifier, sent, state }) => {
      const href = `${base}/cap/${pack.id}/alerts/${encodeURIComponent(identifier)}.xml`;
      return {
        id: href,
        title: state.title,
        updated: time(sent),
        summary: state.basis,
        link: { '@_rel': 'alternate', '@_type': 'application/cap+xml', '@_href': href },
      };
    }),
  };
}

/** The message as the text that is sent. */
export const capXml = (document: object): string => declaration + String(builder.build(document));

function sendXml(res: Response, type: string, document: object): void {
  res.set('Cache-Control', 'no-store').type(`${type}; charset=utf-8`).send(capXml(document));
}
