import type { z } from 'zod';
import * as wire from '#shared/wire/account.ts';
import * as deputy from '#shared/wire/deputies.ts';
import * as http from '#shared/wire/http.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** The own account, and for auditors the audit. */
export function openAccountApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send, act } = openCall(jurisdiction, fetch);
  return {
    session: () => ask(http.person, '/session'),
    account: () => ask(wire.account, '/account'),
    endSession: (id: string) => act('DELETE', `/account/sessions/${encodeURIComponent(id)}`),
    changePassword: (login: string, password: string, next: string) =>
      act('POST', '/session/password', { login, password, next }),
    offerFactor: (password: string) => send(wire.factorOffer, '/account/factor', { password }),
    proveFactor: (offer: string, code: string) =>
      send(wire.recoveryCodes, '/account/factor/confirmation', { offer, code }),
    removeFactor: (password: string, code: string) =>
      act('POST', '/account/factor/removal', { password, code }),
    /** Sets the own password by a one-time code; null when it is done. */
    firstSignIn: (login: string, code: string, password: string) =>
      act('POST', '/session/first', { login, code, password }),
    deputies: () => ask(deputy.ownDeputies, '/deputies'),
    /** Whom one may name. */
    deputyCandidates: (q: string) =>
      ask(deputy.candidates, `/deputies/candidates?${new URLSearchParams({ q }).toString()}`),
    nameDeputy: (body: z.input<typeof deputy.newDeputy>) => send(deputy.deputy, '/deputies', body),
    endDeputy: (id: string) => act('DELETE', `/deputies/${encodeURIComponent(id)}`),
    /** Sits down for somebody; with null as oneself again. */
    standIn: (id: string | null) => send(http.person, '/session/deputy', { deputy: id }),
    signOut: () => act('DELETE', '/session'),
    audit: (query: Record<string, string>) =>
      ask(wire.auditList, `/audit?${new URLSearchParams(query).toString()}`),
    verifyAudit: () => send(wire.auditVerdict, '/audit/verification', {}),
  };
}
export type AccountApi = ReturnType<typeof openAccountApi>;
