import * as wire from '#shared/wire/warnings.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Replay } from '../../replay/replay.ts';
import {
  listWarnings,
  openWarning,
  publicWarnings,
  type Then,
  type WarningPorts,
} from '../../queries/warnings.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';

/** Four-colour acts: what stands, what waits, what ended. What is done with them goes by `/commands`. */
export function warningRoutes(
  ports: WarningPorts & {
    limits: ReturnType<typeof openLimits>;
    replay: Pick<Replay, 'state'>;
    now: () => number;
  },
): Route[] {
  const thenOf = async (pack: LoadedPack, at: number | undefined): Promise<Then | null | Refusal> => {
    if (at === undefined) return null;
    const state = await ports.replay.state(pack, at);
    return isRefusal(state) ? state : { ...state, at };
  };
  return [
    forWho('see-matters', {
      method: 'get',
      path: '/warnings',
      tag: 'warnings',
      summary: 'Warnings in effect, proposals that wait for a signature, and what ended of late',
      query: wire.warningsQuery,
      answer: wire.warningList,
      async handle({ pack, person, query }): Promise<wire.WarningList | Refusal> {
        const then = await thenOf(pack, query.at);
        return isRefusal(then) ? then : listWarnings(ports, pack, person, { now: ports.now(), past: then });
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/warnings/:warning',
      tag: 'warnings',
      summary:
        'One warning or proposal: basis, story, recipients with their receipts, measures with what they opened',
      query: wire.warningsQuery,
      answer: wire.warningDetail,
      async handle({ pack, person, params, query }): Promise<wire.WarningDetail | Refusal> {
        const then = await thenOf(pack, query.at);
        return isRefusal(then) ? then : openWarning(ports, pack, person, params['warning'] ?? '', then);
      },
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
