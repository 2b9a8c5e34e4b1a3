import express, { Router, type Request, type RequestHandler } from 'express';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { HearSystem } from '#shared/record/silence.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { AccessRoom } from '../access/access.ts';
import type { Packs } from '../packs/port.ts';
import type { Doors } from '../ports.ts';
import { readNotify } from './onvif-notify.ts';
import { sendRefusal } from './problem.ts';

/**
 * Notifications of ONVIF devices (WS-BaseNotification), which know one address and no more: `/onvif/<jurisdiction>/notify`, or
 * `/onvif/<jurisdiction>/<camera>/notify` where a subscription is for one camera. The token is the password, its source the name.
 */
export interface OnvifPorts {
  access: Pick<AccessRoom, 'source'>;
  doors: Pick<Doors, 'sightings' | 'bind'>;
  heard?: HearSystem | undefined;
  limits: { badToken: RequestHandler; door: RequestHandler };
}
const mostBytes = 256_000;

/** Below `/onvif`. */
export function onvifRoutes(packs: Pick<Packs, 'of'>, ports: OnvifPorts): Router {
  const router = Router({ caseSensitive: true });
  const body = express.text({
    type: ['application/soap+xml', 'application/xml', 'text/xml'],
    limit: mostBytes,
  });
  router.post(
    ['/:jurisdiction/notify', '/:jurisdiction/:camera/notify'],
    body,
    ports.limits.door,
    async (req, res) => {
      const answer = await take(packs, ports, req);
      if (!isRefusal(answer)) {
        const isRefused = answer.taken + answer.known === 0 && answer.refusedCount > 0;
        return void res.status(isRefused ? 422 : 200).json(answer);
      }
      if (answer.code !== 'unauthenticated') return sendRefusal(res, answer);
      res.set('WWW-Authenticate', 'Basic realm="onvif", charset="UTF-8"');
      // Who tries tokens waits; a good one does not.
      ports.limits.badToken(req, res, () => sendRefusal(res, answer));
    },
  );
  return router;
}

async function take(
  packs: Pick<Packs, 'of'>,
  { access, doors, heard }: OnvifPorts,
  req: Request,
): Promise<BatchAnswer | Refusal> {
  const pack = packs.of(String(req.params['jurisdiction']));
  if (!pack) return refuse('unknown', 'no-jurisdiction-here', 'jurisdiction');
  const given = credentialsOf(req.get('authorization') ?? '');
  if (!given) return refuse('unauthenticated', 'bearer-needed', 'authorization');
  const source = await access.source(given.token);
  if (isRefusal(source)) return source;
  if (given.name !== null && given.name !== source.source) return refuse('unauthenticated', 'token-bad');
  if (source.jurisdiction !== pack.id) return refuse('forbidden', 'token-of-other', 'jurisdiction');
  if (!source.doors.includes('detections'))
    return refuse('forbidden', 'token-without-door', { door: 'detections' });
  const camera = req.params['camera'];
  const seen =
    typeof req.body === 'string' ? readNotify(req.body, camera === undefined ? null : String(camera)) : null;
  if (!seen) return refuse('invalid', 'not-of-onvif', 'body');
  doors.bind(pack.id, source.source, source.bounds);
  const answer = await doors.sightings.take(pack.id, source.source, seen);
  heard?.(pack.id, source.source, !isRefusal(answer));
  return answer;
}

/** A token as itself, or as the password of its source. */
function credentialsOf(header: string): { name: string | null; token: string } | null {
  const [, bearer] = /^Bearer ([\x21-\x7e]{1,200})$/iu.exec(header) ?? [];
  if (bearer !== undefined) return { name: null, token: bearer };
  const [, basic = ''] = /^Basic ([A-Za-z0-9+/=]{1,400})$/iu.exec(header) ?? [];
  const [, name, token] =
    /^([^:]{1,64}):([\x21-\x7e]{1,200})$/u.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return name !== undefined && token !== undefined ? { name, token } : null;
}
