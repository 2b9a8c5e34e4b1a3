import * as wire from '#shared/wire/http.ts';
import type { Ledger } from '../../ports.ts';
import { forRoles, type Route } from '../route.ts';

/** Checking the ledger, and taking its anchors elsewhere. */
export function ledgerRoutes(ports: {
  ledger: Pick<Ledger, 'verify' | 'head' | 'anchors'>;
  now: () => number;
}): Route[] {
  const { ledger, now } = ports;
  /** One walk at a time a jurisdiction: whoever asks meanwhile gets the same answer. */
  const walks = new Map<string, Promise<wire.LedgerVerdict>>();

  async function walk(jurisdiction: string): Promise<wire.LedgerVerdict> {
    const head = await ledger.head(jurisdiction);
    const { entries, bad } = await ledger.verify(jurisdiction);
    return { at: now(), head, entries, bad };
  }

  return [
    forRoles(['leader', 'admin'], {
      method: 'post',
      path: '/ledger/verification',
      tag: 'ledger',
      summary: 'Walks the whole hash chain; names the first entry that does not fit',
      answer: wire.ledgerVerdict,
      handle({ pack: { id } }) {
        const going = walks.get(id);
        if (going) return going;
        const started = walk(id).finally(() => walks.delete(id));
        walks.set(id, started);
        return started;
      },
    }),
    forRoles(['leader', 'admin'], {
      method: 'get',
      path: '/ledger/anchors',
      tag: 'ledger',
      summary: 'Where the ledger stood, day by day: kept elsewhere, they show when its end was cut off',
      answer: wire.anchorList,
      handle: ({ pack }) => ledger.anchors(pack.id),
    }),
  ];
}
