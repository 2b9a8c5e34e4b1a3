import { z } from 'zod';
import { randomBytes } from 'node:crypto';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/outgoing.ts';
import { publicMatter, type PublicMatter } from '#shared/wire/public.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { Source } from '../../access/sources.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { packOf, type Packs } from '../../packs/port.ts';
import type { OutgoingRoom } from '../../ports.ts';
import type { OutgoingStore, SourceEvent } from '../../storage/public/outgoing-store.ts';
import { sendEvents } from '../event-stream.ts';
import type { openLimits } from '../limits.ts';
import { findOwn } from '../own-matter.ts';
import { addWords, matterOf, rate, withdraw, type ReporterPorts } from '../reporter-acts.ts';
import { forWho, forSource, type Route } from '../route.ts';

export interface SourceMatterPorts extends ReporterPorts {
  access: Pick<AccessRoom, 'sources'>;
  outgoing: OutgoingRoom;
  store: OutgoingStore;
  limits: ReturnType<typeof openLimits>;
}

const tag = 'reports';

/** What a system that reported reads of its matters, says to them, and is told. */
export function sourceMatterRoutes(ports: SourceMatterPorts): Route[] {
  return [...eventRoutes(ports), ...matterRoutes(ports), ...actRoutes(ports), ...webhookRoutes(ports)];
}

function changeRoutes({ store, outgoing, limits, ...ports }: SourceMatterPorts): Route[] {
  const guards = [limits.door];
  return [
    forSource('reports', {
      method: 'get',
      path: '/reports/changes',
      tag,
      guards,
      summary: 'Facts of the own matters after one of them, in order',
      query: wire.sourceChangesQuery,
      answer: wire.sourceChanges,
      async handle({ pack, source, query }) {
        const rows = await store.after(pack.id, source.source, query.after, query.limit);
        return { events: rows.map(eventOf), last: rows.at(-1)?.seq ?? query.after };
      },
    }),
    forSource('reports', {
      method: 'get',
      path: '/reports/events',
      tag,
      guards,
      summary:
        'The same as server-sent events as they happen, each with its matter; `Last-Event-ID` goes on from there',
      query: wire.sourceChangesQuery.pick({ after: true }),
      answer: z.void(),
      download: ['text/event-stream'],
      async handle({ pack, source, query, req, res }) {
        const last = Number(req.get('last-event-id') ?? query.after);
        if (!Number.isSafeInteger(last) || last < 0)
          return refuse('invalid', 'event-id-number', 'last-event-id');
        return sendEvents(res, {
          name: `${pack.id} ${source.source}`,
          from: last,
          next: (after, limit) => store.after(pack.id, source.source, after, limit),
          tell: (event) => tellOf(ports, pack, event),
          listen: (each) => outgoing.listen(pack.id, source.source, each),
        });
      },
    }),
  ];
}

function undeliveredRoutes({ store, limits, ...ports }: SourceMatterPorts): Route[] {
  const guards = [limits.door];
  return [
    forSource('reports', {
      method: 'get',
      path: '/reports/undelivered',
      tag,
      guards,
      summary: 'What the own webhook did not take after the last try',
      answer: wire.undelivered,
      async handle({ pack, source }) {
        const rows = await store.dead(pack.id, source.source);
        return { events: rows.map((row) => ({ ...eventOf(row), tries: row.tries, error: row.error })) };
      },
    }),
    forSource('reports', {
      method: 'post',
      path: '/reports/undelivered',
      tag,
      guards,
      summary: 'Has all of that sent again',
      body: z.strictObject({}),
      answer: wire.redelivery,
      handle: async ({ pack, source }) => ({
        again: await store.revive(pack.id, source.source, ports.now()),
      }),
    }),
  ];
}

function eventRoutes(ports: SourceMatterPorts): Route[] {
  return [...changeRoutes(ports), ...undeliveredRoutes(ports)];
}

function matterRoutes({ store, limits, ...ports }: SourceMatterPorts): Route[] {
  return [
    forSource('reports', {
      method: 'get',
      path: '/reports',
      tag,
      guards: [limits.door],
      summary: 'The own matters, newest first',
      query: wire.sourceMattersQuery,
      answer: wire.sourceMatters,
      async handle({ pack, source, query }) {
        const before = query.before === undefined ? null : cursorOf(query.before);
        if (query.before !== undefined && !before) return refuse('invalid', 'next-as-it-came', 'before');
        const rows = await store.matters(pack.id, source.source, before, query.limit);
        const last = rows.length === query.limit ? rows.at(-1) : undefined;
        return {
          matters: rows.map(({ incident, at }) => ({ number: incident, reportedAt: at })),
          next: last ? `${last.at}.${last.incident}` : null,
        };
      },
    }),
    forSource('reports', {
      method: 'get',
      path: '/reports/:number',
      tag,
      guards: [limits.door],
      summary:
        'One of the own matters: where it stands, until when it is promised, what was done, how it was rated',
      answer: publicMatter,
      async handle({ pack, source, params }): Promise<PublicMatter | Refusal> {
        const found = await findOwn(ports, pack, source, params['number'] ?? '');
        return isRefusal(found) ? found : matterOf(ports, pack, found);
      },
    }),
  ];
}

function actRoutes({ limits, ...ports }: SourceMatterPorts): Route[] {
  const common = {
    method: 'post' as const,
    tag,
    guards: [limits.door],
    idempotent: true,
    answer: publicMatter,
  };
  type Act = (pack: LoadedPack, incident: Incident) => Promise<PublicMatter | Refusal>;
  async function own(pack: LoadedPack, source: Source, number: string, act: Act) {
    const found = await findOwn(ports, pack, source, number);
    return isRefusal(found) ? found : act(pack, found);
  }
  return [
    forSource('reports', {
      ...common,
      path: '/reports/:number/words',
      summary: 'Adds words to an own matter',
      body: wire.sourceWords,
      handle: ({ pack, source, params, body, key }) =>
        own(pack, source, params['number'] ?? '', (_, incident) =>
          incident.ended === undefined
            ? addWords(ports, pack, incident, { key, words: body.words })
            : Promise.resolve(refuse('not-now', 'nothing-to-add', 'number')),
        ),
    }),
    forSource('reports', {
      ...common,
      path: '/reports/:number/ratings',
      summary: 'Rates the result for the one who called, or asks for it to be done again',
      body: wire.sourceRating,
      handle: ({ pack, source, params, body, key }) =>
        own(pack, source, params['number'] ?? '', (_, incident) =>
          rate(ports, pack, incident, { key, said: body, field: 'number' }),
        ),
    }),
    forSource('reports', {
      ...common,
      path: '/reports/:number/withdrawals',
      summary: 'Takes an own matter back, where its procedure allows that',
      body: wire.sourceWithdrawal,
      handle: ({ pack, source, params, body, key }) =>
        own(pack, source, params['number'] ?? '', (_, incident) =>
          withdraw(ports, pack, incident, { key, words: body.words, field: 'number' }),
        ),
    }),
  ];
}

function webhookRoutes({ access, store, now }: SourceMatterPorts): Route[] {
  const nameOf = async (pack: LoadedPack, id: string): Promise<string | Refusal> =>
    (await access.sources.list(pack.id)).find((one) => one.id === id && !one.revoked)?.source ??
    refuse('unknown', 'unknown-source', 'id');
  const common = { path: '/sources/:id/webhook', tag: 'admin' };
  return [
    forWho('admit-sources', {
      ...common,
      method: 'post',
      summary: 'Where facts of the matters of a source are pushed to; the signing secret is told once',
      body: wire.webhookBody,
      answer: wire.webhookMade,
      async handle({ pack, person, params, body: { url } }) {
        if (person.grids.length > 0) return notWide;
        const bad = badHost(new URL(url));
        if (bad !== null) return refuse('invalid', bad, 'url');
        const source = await nameOf(pack, params['id'] ?? '');
        if (isRefusal(source)) return source;
        const secret = `whsec_${randomBytes(32).toString('base64')}`;
        await store.setWebhook(pack.id, source, { url, secret, madeAt: now() });
        return { url, secret };
      },
    }),
    forWho('admit-sources', {
      ...common,
      method: 'get',
      summary: 'Where they go, how many wait and how many were given up',
      answer: wire.webhookState,
      async handle({ pack, person, params }) {
        if (person.grids.length > 0) return notWide;
        const source = await nameOf(pack, params['id'] ?? '');
        if (isRefusal(source)) return source;
        const hook = await store.webhook(pack.id, source);
        return {
          url: hook?.url ?? null,
          madeAt: hook?.madeAt ?? null,
          ...(await store.backlog(pack.id, source)),
        };
      },
    }),
    forWho('admit-sources', {
      ...common,
      method: 'delete',
      summary: 'Pushes nothing more',
      answer: z.void(),
      async handle({ pack, person, params }) {
        if (person.grids.length > 0) return notWide;
        const source = await nameOf(pack, params['id'] ?? '');
        return isRefusal(source) ? source : store.dropWebhook(pack.id, source);
      },
    }),
  ];
}

const notWide = refuse('forbidden', 'wide-admins-only');

/** Addresses of the machine itself, and those that clouds keep their secrets at, are no other system. */
function badHost({ hostname, username }: URL): 'no-user-in-address' | 'not-another-system' | null {
  if (username !== '') return 'no-user-in-address';
  return /^(169\.254\.|0\.0\.0\.0$|\[?fe80:)/i.test(hostname) ? 'not-another-system' : null;
}

function eventOf({ seq, at, incident, act }: SourceEvent): wire.SourceEventRow {
  return { seq, at, number: incident, act };
}

/** What a source is told of an event: it, and its matter as it is by now. */
async function tellOf(
  ports: Pick<ReporterPorts, 'records' | 'ledger' | 'now'>,
  pack: LoadedPack,
  event: SourceEvent,
): Promise<wire.SourceMessage> {
  const incident = must(await ports.records.incident(pack.id, event.incident), event.incident);
  return {
    type: 'matter.changed',
    jurisdiction: pack.id,
    event: eventOf(event),
    matter: await matterOf(ports, pack, incident),
  };
}

/** Says what is pushed, for events of any jurisdiction. */
export function tellerOf(
  ports: Pick<ReporterPorts, 'records' | 'ledger' | 'now'> & { packs: Pick<Packs, 'of'> },
): (event: SourceEvent) => Promise<wire.SourceMessage> {
  return (event) => tellOf(ports, packOf(ports.packs, event.jurisdiction), event);
}

function cursorOf(text: string): { at: number; incident: string } | null {
  const [, at, incident] = /^(\d{1,15})\.([0-9]{1,40})$/.exec(text) ?? [];
  return at === undefined || incident === undefined ? null : { at: Number(at), incident };
}
