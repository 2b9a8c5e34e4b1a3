import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { fileTypeNames, fileTypes } from '#shared/evidence/file.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { publicPhotoQuery } from '#shared/wire/public.ts';
import type { EvidenceRoom } from '../ports.ts';
import type { openLimits } from './limits.ts';
import { forAnyone, type Route } from './route.ts';
import { sendBytes } from './send-file.ts';

const photoTypes = fileTypeNames.filter((type) => fileTypes[type].kind === 'photo');

/**
 * Where a photograph of a followed matter is shown from, below `/public`. Pictures are fetched by address, where no tracking code may
 * stand: so the address carries a mark for this one file, which ends by itself. The same all day, so that a browser keeps it.
 */
export function photoAddress(secret: string, jurisdiction: string, ref: string, now: number): string {
  const until = (Math.floor(now / dayMs) + 2) * dayMs;
  return `photos/${ref}?until=${until}&mark=${markOf(secret, jurisdiction, ref, until)}`;
}

export function publicPhotoRoutes(ports: {
  evidence: Pick<EvidenceRoom, 'openBare'>;
  limits: ReturnType<typeof openLimits>;
  secret: string;
  now: () => number;
}): Route[] {
  const { evidence, limits, secret, now } = ports;
  return [
    forAnyone({
      method: 'get',
      path: '/public/photos/:ref',
      tag: 'public',
      guards: [limits.publicRead],
      summary: 'A photograph of a followed matter, by the mark that was told with it',
      query: publicPhotoQuery,
      answer: z.unknown(),
      download: photoTypes,
      async handle({ pack, params, query: { until, mark }, res }) {
        const ref = params['ref'] ?? '';
        const isOurs = until > now() && isSame(mark, markOf(secret, pack.id, ref, until));
        const file = isOurs ? await evidence.openBare(pack.id, ref) : null;
        if (file === null || isRefusal(file)) return refuse('unknown', 'no-file-for-you', 'ref');
        return sendBytes(res, file);
      },
    }),
  ];
}

const markOf = (secret: string, ...of: unknown[]): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify(['photo', ...of]))
    .digest('base64url');

/** Of strings of any kind: those of the same length may differ in bytes. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
