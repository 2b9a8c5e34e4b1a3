import { refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/account.ts';
import type { Audit } from '../../audit/audit.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'audit';

/** Who came in, who was let in, what was taken out: for auditors, and for nobody whom they watch. Each look is a line. */
export function auditRoutes(ports: {
  audit: Pick<Audit, 'find' | 'verify'>;
  trail: Trail;
  now: () => number;
}): Route[] {
  const { audit, trail, now } = ports;
  const ofWhole = refuse('forbidden', 'audit-wide');
  return [
    forWho('read-audit', {
      method: 'get',
      path: '/audit',
      tag,
      summary: 'Lines of the audit, newest first, by filters',
      query: wire.auditQuery,
      answer: wire.auditList,
      async handle({ pack, person, query: { act, limit, ...rest }, req }) {
        if (person.grids.length > 0) return ofWhole;
        const found = await audit.find(pack.id, { ...rest, limit: limit + 1, ...(act && { acts: [act] }) });
        // The first page is a look; those behind it are the same one.
        if (rest.before === undefined) await trail(req, pack.id, person, 'audit-read');
        const rows = found.slice(0, limit);
        return { rows, next: found.length > limit ? (rows.at(-1)?.seq ?? null) : null };
      },
    }),
    forWho('read-audit', {
      method: 'post',
      path: '/audit/verification',
      tag,
      summary: 'Walks the chain of the audit; names the first line that was changed, taken out or put in',
      answer: wire.auditVerdict,
      handle: async ({ pack, person }) =>
        person.grids.length > 0 ? ofWhole : { at: now(), ...(await audit.verify(pack.id)) },
    }),
  ];
}
