import * as wire from '#shared/wire/warnings.ts';
import { listWarnings, openWarning, publicWarnings, type WarningPorts } from '../../queries/warnings.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';

/** Four-colour acts: what stands, what waits, what ended. What is done with them goes by `/commands`. */
export function warningRoutes(
  ports: WarningPorts & { limits: ReturnType<typeof openLimits>; now: () => number },
): Route[] {
  return [
    forWho('see-matters', {
      method: 'get',
      path: '/warnings',
      tag: 'warnings',
      summary: 'Warnings in effect, proposals that wait for a signature, and what ended of late',
      answer: wire.warningList,
      handle: ({ pack, person }) => listWarnings(ports, pack, person, ports.now()),
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/warnings/:warning',
      tag: 'warnings',
      summary:
        'One warning or proposal: basis, story, recipients with their receipts, measures with what they opened',
      answer: wire.warningDetail,
      handle: ({ pack, person, params }) => openWarning(ports, pack, person, params['warning'] ?? ''),
    }),
    forAnyone({
      method: 'get',
      path: '/public/warnings',
      tag: 'public',
      summary: 'Warnings in effect, for everybody',
      guards: [ports.limits.publicRead],
      answer: wire.publicWarnings,
      handle: ({ pack }) => publicWarnings(ports, pack),
    }),
  ];
}
