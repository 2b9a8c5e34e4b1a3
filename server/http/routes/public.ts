import { fileTypeNames, fileTypes } from '#shared/evidence/file.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { isWork, workForm } from '#shared/report/work.ts';
import { keptFile } from '#shared/wire/evidence.ts';
import * as wire from '#shared/wire/public.ts';
import { hashToken } from '../../access/token.ts';
import { cellsAt } from '../../packs/ground.ts';
import { madeOfPack, type Packs } from '../../packs/port.ts';
import type { EvidenceRoom, Execute, Ledger, Messages, Records } from '../../ports.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import { findByCode } from '../../queries/find-by-code.ts';
import type { openLimits } from '../limits.ts';
import { comingOf, pageOf, senderOf } from '../../queries/public-desk.ts';
import { addWords, matterOf, rate, withdraw } from '../reporter-acts.ts';
import { forAnyone, type Route } from '../route.ts';
import { keepBody } from './evidence.ts';
import { sendStored, storeLater } from '../stored.ts';

export interface PublicPorts {
  packs: Pick<Packs, 'of'>;
  execute: Execute;
  records: Pick<Records, 'incident'>;
  ledger: Pick<Ledger, 'readSubject'>;
  reports: PublicStore;
  evidence: Pick<EvidenceRoom, 'keep'>;
  limits: ReturnType<typeof openLimits>;
  /** Bits of work that a report must show. */
  work?: number;
  /** Whether lost codes can be found again. */
  messages?: Messages | undefined;
  /** Makes codes and the ids of reporters from what they sent. */
  secret: string;
  now: () => number;
}

/** Remarks that one matter takes. */
const mostRemarks = 20;
const tag = 'public';

/** What citizens and enterprises do without an account. */
export function publicRoutes(ports: PublicPorts): Route[] {
  return [...readRoutes(ports), ...reportRoutes(ports), photoRoute(ports), ...actRoutes(ports)];
}

function readRoutes({ packs, limits, work, messages }: PublicPorts): Route[] {
  const pageFor = madeOfPack(packs, (pack) =>
    storeLater('application/json; charset=utf-8', () =>
      Buffer.from(JSON.stringify(pageOf(pack, work, messages !== undefined))),
    ),
  );
  const guards = [limits.publicRead];
  return [
    forAnyone({
      method: 'get',
      path: '/public',
      tag,
      guards,
      summary: 'What the public page offers; changes with the pack only (ETag)',
      answer: wire.publicPage,
      async handle({ pack, req, res }) {
        sendStored(req, res, await pageFor(pack.id)(), 'no-cache');
      },
    }),
    forAnyone({
      method: 'get',
      path: '/public/place',
      tag,
      guards,
      summary: 'The names of a place, widest first; none outside of the jurisdiction',
      query: wire.publicPlaceQuery,
      answer: wire.publicPlace,
      handle: ({ pack, query }) => ({
        names: cellsAt(pack, query)
          .slice(0, 2)
          .map(({ name }) => name),
      }),
    }),
  ];
}

function reportRoutes(ports: PublicPorts): Route[] {
  const { execute, reports, limits, now } = ports;
  return [
    forAnyone({
      method: 'post',
      path: '/public/reports',
      tag,
      guards: limits.publicReport,
      idempotent: true,
      summary:
        'A citizen or an enterprise reports; answered after commit with the number and the tracking code',
      body: wire.publicReport,
      answer: wire.publicReceipt,
      async handle({ pack, body, key, req }): Promise<wire.PublicReceipt | Refusal> {
        if (!hasWorked(req.get('x-work'), key, ports.work ?? 0))
          return refuse('invalid', 'work-needed', 'x-work');
        const coming = comingOf(pack, body, { key, secret: ports.secret });
        if (isRefusal(coming)) return coming;
        const { command, reporter, code } = coming;
        const done = await execute({ jurisdiction: pack.id, by: reporter, key, command });
        if (isRefusal(done)) return done;
        // Asked again with the same key, a house that stopped in between finds its place here.
        await reports.keep({
          jurisdiction: pack.id,
          incident: done.subject,
          codeHash: hashToken(code),
          at: now(),
          name: body.name || null,
          phone: body.phone || null,
        });
        return { number: done.subject, code };
      },
    }),
    forAnyone({
      method: 'post',
      path: '/public/follow',
      tag,
      guards: limits.publicCode,
      summary: 'The one matter of a tracking code, as its reporter may know it',
      body: wire.publicFollow,
      answer: wire.publicMatter,
      async handle({ pack, body }) {
        const found = await findByCode(ports, pack, body.code);
        return isRefusal(found) ? found : matterOf(ports, pack, found);
      },
    }),
  ];
}

/** Whether the work of a report was done, by its idempotency key. */
function hasWorked(said: string | undefined, key: string, bits: number): boolean {
  return bits === 0 || (said !== undefined && workForm.test(said) && isWork(key, Number(said), bits));
}

/** Photographs of the public: pictures alone, few from one address. What no report names within a day is swept away. */
const photoTypes = fileTypeNames.filter((type) => fileTypes[type].kind === 'photo');

function photoRoute({ evidence, limits, secret }: PublicPorts): Route {
  return forAnyone({
    method: 'post',
    path: '/public/evidence',
    tag,
    guards: [limits.publicPhoto],
    summary: 'Keeps a photograph for the report that names it, and its sender, within a day',
    query: wire.publicSender,
    upload: photoTypes,
    answer: keptFile,
    handle: ({ pack, query, req }) =>
      keepBody(evidence, pack.id, req, senderOf(secret, pack.id, query.sender), { bare: true }),
  });
}

function actRoutes(ports: PublicPorts): Route[] {
  const { reports, limits } = ports;
  const common = { method: 'post', tag, guards: limits.publicCode, idempotent: true } as const;
  return [
    forAnyone({
      ...common,
      path: '/public/remarks',
      summary: 'Adds words to the own matter',
      body: wire.publicRemark,
      answer: wire.publicMatter,
      async handle({ pack, body, key }): Promise<wire.PublicMatter | Refusal> {
        const incident = await findByCode(ports, pack, body.code);
        if (isRefusal(incident)) return incident;
        if (incident.ended !== undefined) return refuse('not-now', 'nothing-to-add', 'code');
        if (!(await reports.countRemark(pack.id, incident.id, mostRemarks)))
          return refuse('not-now', 'enough-remarks', 'words');
        return addWords(ports, pack, incident, { key, words: body.words });
      },
    }),
    forAnyone({
      ...common,
      path: '/public/ratings',
      summary: 'Rates the result, once for each closing; a score of 1 or 2 can ask for it to be done again',
      body: wire.publicRating,
      answer: wire.publicMatter,
      async handle({ pack, body: { code, ...said }, key }): Promise<wire.PublicMatter | Refusal> {
        const incident = await findByCode(ports, pack, code);
        return isRefusal(incident) ? incident : rate(ports, pack, incident, { key, said, field: 'code' });
      },
    }),
    forAnyone({
      ...common,
      path: '/public/withdrawals',
      summary: 'Takes the own matter back, where its procedure allows that',
      body: wire.publicWithdrawal,
      answer: wire.publicMatter,
      async handle({ pack, body: { code, words }, key }): Promise<wire.PublicMatter | Refusal> {
        const incident = await findByCode(ports, pack, code);
        return isRefusal(incident)
          ? incident
          : withdraw(ports, pack, incident, { key, words, field: 'code' });
      },
    }),
  ];
}
