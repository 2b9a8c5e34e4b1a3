import { z } from 'zod';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { anchorLine, readAnchorText } from '#shared/ledger/anchor.ts';
import { anchorCheckBody, anchorVerdict } from '#shared/wire/dossier.ts';
import * as wire from '#shared/wire/http.ts';
import type { Ledger, Proofs } from '../../ports.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

interface LedgerPorts {
  ledger: Pick<Ledger, 'verify' | 'head' | 'anchors'>;
  proofs: Pick<Proofs, 'holdAnchors'>;
  trail: Trail;
  now: () => number;
}

function walkRoutes(ports: LedgerPorts): Route[] {
  const { ledger, now } = ports;
  /** One walk at a time a jurisdiction: whoever asks meanwhile gets the same answer. */
  const walks = new Map<string, Promise<wire.LedgerVerdict>>();
  async function walk(jurisdiction: string): Promise<wire.LedgerVerdict> {
    const head = await ledger.head(jurisdiction);
    const { entries, bad } = await ledger.verify(jurisdiction);
    return { at: now(), head, entries, bad };
  }
  return [
    forWho('check-ledger', {
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
  ];
}

function anchorRoutes(ports: LedgerPorts): Route[] {
  const { ledger, proofs, trail, now } = ports;
  return [
    forWho('check-ledger', {
      method: 'get',
      path: '/ledger/anchors',
      tag: 'ledger',
      summary: 'Where the ledger stood, day by day: kept elsewhere, they show when its end was cut off',
      answer: wire.anchorList,
      handle: ({ pack }) => ledger.anchors(pack.id),
    }),
    forWho('check-ledger', {
      method: 'get',
      path: '/ledger/anchors/file',
      tag: 'ledger',
      summary: 'The anchors as a file to keep elsewhere, one JSON object a line',
      answer: z.string(),
      async handle({ pack, person, req, res }) {
        await trail(req, pack.id, person, 'exported', { detail: 'anchors' });
        const anchors = await ledger.anchors(pack.id);
        const lines = anchors.map((one) => `${anchorLine({ jurisdiction: pack.id, ...one })}\n`);
        res
          .attachment(`anchors-${pack.id}-${new Date(now()).toISOString().slice(0, 10)}.jsonl`)
          .type('application/x-ndjson')
          .set('Cache-Control', 'no-store')
          .send(lines.join(''));
      },
    }),
    forWho('check-ledger', {
      method: 'post',
      path: '/ledger/anchors/check',
      tag: 'ledger',
      summary:
        'Holds the ledger against anchors that were kept elsewhere; names where it was cut off or made anew',
      body: anchorCheckBody,
      answer: anchorVerdict,
      async handle({ pack, body }) {
        const read = readAnchorText(body.text);
        if (isRefusal(read)) return read;
        const own = read.filter(({ jurisdiction }) => jurisdiction === pack.id);
        if (own.length === 0)
          return refuse('invalid', 'no-anchor-of', { jurisdiction: pack.id }, 'body.text');
        return { at: now(), given: own.length, ...(await proofs.holdAnchors(pack.id, own)) };
      },
    }),
  ];
}

/** Checking the ledger, and taking its anchors elsewhere. */
export function ledgerRoutes(ports: LedgerPorts): Route[] {
  return [...walkRoutes(ports), ...anchorRoutes(ports)];
}
