import { may } from '#shared/access/may.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import type { Execute } from '../../ports.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import type { openLimits } from '../limits.ts';
import { reportBySource } from '../report-by-source.ts';
import { forWho, forSource, type Route } from '../route.ts';

/** The two doors to the ledger: what people do on screens, and what other systems report. */
export function commandRoutes(ports: {
  execute: Execute;
  reports: Pick<PublicStore, 'keepCaller'>;
  limits: ReturnType<typeof openLimits>;
  now: () => number;
}): Route[] {
  const { execute, reports, limits, now } = ports;
  return [
    forWho('report', {
      method: 'post',
      path: '/commands',
      tag: 'commands',
      summary: 'Reports, takes a step of a procedure, remarks, issues or releases a warning',
      body: wire.commandBody,
      answer: wire.commandAnswer,
      idempotent: true,
      guards: limits.command,
      async handle({ pack, person, body, key, digest }) {
        const { command, caller } = apart(body);
        if (caller && !may(person, 'man-desk'))
          return refuse('forbidden', 'only-desk-writes-caller', 'caller');
        const done = await execute({ jurisdiction: pack.id, by: person, key, digest, command });
        // Sent again with the same key, a house that stopped in between finds its place here.
        if (caller && !isRefusal(done)) await reports.keepCaller(pack.id, done.subject, caller, now());
        return done;
      },
    }),
    forSource('reports', {
      method: 'post',
      path: '/reports',
      tag: 'doors',
      summary: 'Another system reports: a hotline, a citizen service, a superior',
      body: wire.reportBody,
      answer: wire.commandAnswer,
      idempotent: true,
      guards: [limits.door],
      handle: ({ pack, source, body, key, digest }) =>
        reportBySource(execute, pack.grid, source, { key, digest, command: { kind: 'report', ...body } }),
    }),
  ];
}

/** A command as the ledger takes it, and who called, which is not for the ledger. */
function apart(body: wire.CommandBody) {
  if (body.kind !== 'report') return { command: body, caller: undefined };
  const { caller, ...command } = body;
  return { command, caller };
}
