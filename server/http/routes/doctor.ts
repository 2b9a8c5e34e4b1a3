import * as wire from '#shared/wire/doctor.ts';
import { forWho, type Route } from '../route.ts';

/** How the installation is, for its administrator. */
export function doctorRoutes(ports: { examine(jurisdiction: string): Promise<wire.Findings> }): Route[] {
  return [
    forWho('configure', {
      method: 'get',
      path: '/doctor',
      tag: 'house',
      summary:
        'Looks the running installation over: clock, disk, certificate, backups, what lags behind, what is missing next year',
      answer: wire.findings,
      handle: ({ pack }) => ports.examine(pack.id),
    }),
  ];
}
