import type { z } from 'zod';
import type { Point } from '#shared/geo/point.ts';
import { findWork } from '#shared/report/work.ts';
import { ownReads, type ownReadsQuery } from '#shared/wire/own-records.ts';
import { contactChange, type ownCorrection } from '#shared/wire/personal-data.ts';
import { publicCredit } from '#shared/wire/record-credit.ts';
import * as wire from '#shared/wire/public.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

const breathe = (): Promise<void> => new Promise((done) => setTimeout(done));

/** What the public page asks the server for, without an account. Codes travel in bodies: no address holds one. */
export function openPublicApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { base, ask, send } = openCall(jurisdiction, fetch, '/public');
  const once = (key: string): Record<string, string> => ({ 'idempotency-key': key });
  return {
    jurisdiction,
    page: () => ask(wire.publicPage, ''),
    place: ({ lng, lat }: Point) => ask(wire.publicPlace, `/place?lng=${lng}&lat=${lat}`),
    standing: (window: wire.StandingWindow) => ask(wire.publicStanding, `/standing?window=${window}`),
    /** `work`: how much of it the page asks for (`shared/report/work.ts`). */
    async report(body: z.input<typeof wire.publicReport>, key: string, work: number) {
      const done = work === 0 ? null : await findWork(key, work, breathe);
      return send(wire.publicReceipt, '/reports', body, {
        ...once(key),
        ...(done !== null && { 'x-work': String(done) }),
      });
    },
    /** What is known already near a place, and how one of it stands. */
    known: (item: string, { lng, lat }: Point) =>
      ask(wire.publicKnown, `/known?item=${encodeURIComponent(item)}&lng=${lng}&lat=${lat}`),
    watch: (watch: string) => send(wire.knownMatter, '/known', { watch }),
    follow: (code: string) => send(wire.publicMatter, '/follow', { code }),
    /** A lost code: a one-time code is asked for, and opens the matters of a number. */
    lost: (phone: string) => send(wire.publicLostAsked, '/lost', { phone }),
    openLost: (phone: string, code: string) => send(wire.publicFound, '/lost/open', { phone, code }),
    remark: (body: z.input<typeof wire.publicRemark>, key: string) =>
      send(wire.publicMatter, '/remarks', body, once(key)),
    rate: (body: z.input<typeof wire.publicRating>, key: string) =>
      send(wire.publicMatter, '/ratings', body, once(key)),
    withdraw: (body: z.input<typeof wire.publicWithdrawal>, key: string) =>
      send(wire.publicMatter, '/withdrawals', body, once(key)),
    /** Where a photograph of a followed matter is shown from. */
    photo: (address: string) => `${base}/${address}`,
    erase: (code: string) => send(contactChange, '/erasures', { code }),
    correct: (body: z.input<typeof ownCorrection>) => send(contactChange, '/corrections', body),
    credit: () => ask(publicCredit, '/credit'),
    recordReads: (body: z.input<typeof ownReadsQuery>) => send(ownReads, '/record-reads', body),
    /** Where photographs of a report are brought before it. */
    photos: (sender: string) => `${base}/evidence?sender=${sender}`,
  };
}
export type PublicApi = ReturnType<typeof openPublicApi>;
