import { roles } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import * as wire from '#shared/wire/http.ts';
import type { Execute } from '../../ports.ts';
import type { openLimits } from '../limits.ts';
import { forRoles, forSource, type Route } from '../route.ts';

/** The two doors to the ledger: what people do on screens, and what other systems report. */
export function commandRoutes(ports: { execute: Execute; limits: ReturnType<typeof openLimits> }): Route[] {
  const { execute, limits } = ports;
  return [
    forRoles(
      roles.filter((role) => role !== 'wall' && role !== 'auditor'),
      {
        method: 'post',
        path: '/commands',
        tag: 'commands',
        summary: 'Reports, takes a step of a procedure, remarks, issues or releases a warning',
        body: wire.commandBody,
        answer: wire.commandAnswer,
        idempotent: true,
        handle: ({ pack, person, body, key }) =>
          execute({ jurisdiction: pack.id, by: person, key, command: body }),
      },
    ),
    forSource('reports', {
      method: 'post',
      path: '/reports',
      tag: 'doors',
      summary: 'Another system reports: a hotline, a citizen service, a superior',
      body: wire.reportBody,
      answer: wire.commandAnswer,
      idempotent: true,
      guards: [limits.door],
      handle({ pack, source, body, key }) {
        const command: Report = { kind: 'report', ...body };
        const by = {
          id: `source:${source.source}`.slice(0, 64),
          name: source.source.slice(0, 64),
          role: 'source',
        } as const;
        return execute({ jurisdiction: pack.id, by, key, command });
      },
    }),
  ];
}
