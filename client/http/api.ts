import type { WindowKind } from '#shared/indicator/window.ts';
import { clockState } from '#shared/wire/clock.ts';
import * as paper from '#shared/wire/dossier.ts';
import { drawPool } from '#shared/wire/draw.ts';
import { matterCredit } from '#shared/wire/record-credit.ts';
import { evidenceVerdict } from '#shared/wire/evidence.ts';
import * as wire from '#shared/wire/http.ts';
import { sheetList } from '#shared/wire/watch.ts';
import * as lists from '#shared/wire/duties.ts';
import { reporterContact } from '#shared/wire/public.ts';
import * as duty from '#shared/wire/responsibility.ts';
import { foundPlaces } from '#shared/wire/places.ts';
import * as saved from '#shared/wire/saved-filters.ts';
import { foresight, likelyLate } from '#shared/wire/foresight.ts';
import * as single from '#shared/wire/single-sign-on.ts';
import * as supervision from '#shared/wire/supervision.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

type Query = Record<string, string | number | undefined>;
type Call = ReturnType<typeof openCall>;

/** The HTTP API of one jurisdiction. Every answer is parsed; what is not as agreed comes back as a refusal, never as a throw. */
export function openApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const call = openCall(jurisdiction, fetch);
  return {
    jurisdiction,
    ...signingIn(call, fetch),
    ...county(call),
    ...acts(call),
    ...filters(call, fetch),
    ...matters(call),
    ...advice(call),
    ...figures(call),
    ...ledger(call),
  };
}

function signingIn({ base, ask: call, send }: Call, fetch: Fetch) {
  return {
    session: () => call(wire.person, '/session'),
    signIn: (login: string, password: string, code?: string) =>
      send(wire.person, '/session', { login, password, ...(code && { code }) }),
    /** Besides login and password. */
    signInWays: () => call(single.signInWays, '/session/ways'),
    /** Where the browser goes to sign in by the provider of the county, and to end that. */
    providerAt: (to: string) => `${base}/session/provider?to=${encodeURIComponent(to)}`,
    providerEnd: (to: string) => `${base}/session/provider/end?to=${encodeURIComponent(to)}`,
    proveProvider: (login: string, code: string) =>
      send(wire.person, '/session/provider/code', { login, code }),
    /** Pairs a wall. */
    signInDevice: (token: string) => send(wire.person, '/session/device', { token }),
    signOut: async (): Promise<void> =>
      void (await fetch(`${base}/session`, { method: 'DELETE' }).catch(() => undefined)),
  };
}

/** What a county is made of, and where in it something lies. */
function county({ ask: call, send }: Call) {
  return {
    /** The clock of the server, and the word that it is right. */
    clock: () => call(clockState, '/clock'),
    confirmClock: (clock: number) => send(clockState, '/clock', { clock }),
    /** Pretend people a visitor may sign in as; none outside demo mode. */
    demo: () => call(wire.demoSignIns, '/demo'),
    pack: () => call(wire.packDigest, '/pack'),
    sensors: () => call(wire.sensorList, '/sensors'),
    cameras: () => call(wire.cameraList, '/cameras'),
    resources: () => call(wire.resourceList, '/resources'),
    beats: () => call(wire.beatList, '/beats'),
    listed: () => call(wire.listedList, '/listed'),
    /** Places by name, number or first letters of the pinyin. */
    places: (q: string, near: { lng: number; lat: number } | null = null) =>
      call(foundPlaces, `/places${asQuery({ q, lng: near?.lng, lat: near?.lat })}`),
    responsibility: () => call(duty.responsibility, '/responsibility'),
    locate: (lng: number, lat: number) => call(duty.located, `/locate${asQuery({ lng, lat })}`),
    trend: (sensor: string, from: number, to: number) =>
      call(wire.trend, `/readings/${encodeURIComponent(sensor)}${asQuery({ from, to })}`),
  };
}

/** What somebody does, and the files that go with it. */
function acts({ base, send }: Call) {
  return {
    /** Use `sendCommand` of `commands/send.ts`, which makes the key and tries again. */
    command: (body: wire.CommandBody, key: string) =>
      send(wire.commandAnswer, '/commands', body, { 'idempotency-key': key }),
    /** Where files of evidence are brought (`commands/upload.ts`), and where one is shown from. */
    files: `${base}/evidence`,
    file: (ref: string) => `${base}/evidence/${encodeURIComponent(ref)}`,
  };
}

function filters({ base, ask: call, send }: Call, fetch: Fetch) {
  return {
    filters: () => call(saved.savedFilters, '/filters'),
    keepFilter: (name: string, filter: saved.SearchFilter) =>
      send(saved.savedFilter, '/filters', { name, filter }),
    renameFilter: (id: string, name: string) =>
      send(saved.savedFilter, `/filters/${encodeURIComponent(id)}`, { name }, {}, 'PATCH'),
    /** False when it could not be forgotten now. */
    forgetFilter: async (id: string): Promise<boolean> =>
      (await fetch(`${base}/filters/${encodeURIComponent(id)}`, { method: 'DELETE' }).catch(() => null))
        ?.ok ?? false,
  };
}

function matters({ ask: call }: Call) {
  return {
    incident: (id: string) => call(wire.incidentDetail, `/incidents/${encodeURIComponent(id)}`),
    /** How the reporter can be reached; the look is recorded. */
    reporter: (id: string) => call(reporterContact, `/incidents/${encodeURIComponent(id)}/reporter`),
    incidents: (query: Query) => call(wire.incidentList, `/incidents${asQuery(query)}`),
    dossier: (id: string) => call(paper.dossier, `/incidents/${encodeURIComponent(id)}/dossier`),
    earlier: (id: string) => call(paper.earlier, `/incidents/${encodeURIComponent(id)}/earlier`),
    drawPool: (id: string, from: string) =>
      call(drawPool, `/incidents/${encodeURIComponent(id)}/pool${asQuery({ from })}`),
    /** Grades and restrictions of the firms that a matter names. */
    creditOf: (id: string) => call(matterCredit, `/incidents/${encodeURIComponent(id)}/credit`),
  };
}

/** What the house would do: whom it would send, and what it takes for the same. */
function advice({ ask: call, send }: Call) {
  return {
    suggestions: (id: string, lang: string) =>
      call(duty.suggestions, `/incidents/${encodeURIComponent(id)}/suggestions${asQuery({ lang })}`),
    members: (id: string, lang: string) =>
      call(duty.memberSuggestions, `/incidents/${encodeURIComponent(id)}/members${asQuery({ lang })}`),
    duplicates: (id: string) => call(duty.duplicates, `/incidents/${encodeURIComponent(id)}/duplicates`),
    /** Earlier matters in which the same was said. */
    repeats: (id: string) => call(duty.repeats, `/incidents/${encodeURIComponent(id)}/repeats`),
    /** Duplicates of a matter that is still being written down. */
    duplicatesOf: (matter: duty.Unreported) => send(duty.duplicates, '/duplicates', matter),
    /** Units for a matter that is still being written down. */
    suggestionsFor: (matter: duty.Unsent, lang: string) =>
      send(duty.suggestions, `/suggestions${asQuery({ lang })}`, matter),
  };
}

function figures({ ask: call }: Call) {
  return {
    /** `more`: an own period (`from`, `to`), a family or a procedure. */
    figures: (window: WindowKind, scope?: string, more: Query = {}) =>
      call(wire.figures, `/figures${asQuery({ window, scope, ...more })}`),
    /** Figures told apart by areas, units, items …; the query is that of `breakdownQuery`. */
    figuresBy: (query: Query) => call(wire.breakdown, `/figures/by${asQuery(query)}`),
    foresight: () => call(foresight, '/foresight'),
    likelyLate: () => call(likelyLate, '/foresight/late'),
    supervision: (scope?: string) => call(supervision.supervisionList, `/supervision${asQuery({ scope })}`),
    scores: (window: WindowKind, scope?: string, more: Query = {}) =>
      call(supervision.scores, `/scores${asQuery({ window, scope, ...more })}`),
    /** What stands on the task list of a post. */
    duties: (query: Query) => call(lists.duties, `/duties${asQuery(query)}`),
    dutyCoverage: (window: WindowKind, scope?: string, more: Query = {}) =>
      call(lists.dutyCoverage, `/duties/coverage${asQuery({ window, scope, ...more })}`),
    /** What was booked to a unit. */
    bookings: (unit: string, window: WindowKind, scope?: string) =>
      call(supervision.bookings, `/scores/${encodeURIComponent(unit)}${asQuery({ window, scope })}`),
    /** Hand-over sheets, newest first; those before a number. */
    sheets: (before?: number) => call(sheetList, `/watch/sheets${asQuery({ before })}`),
  };
}

function ledger({ base, ask: call, send }: Call) {
  return {
    verifyLedger: () => send(wire.ledgerVerdict, '/ledger/verification', {}),
    verifyFiles: () => send(evidenceVerdict, '/evidence/verification', {}),
    anchors: () => call(wire.anchorList, '/ledger/anchors'),
    /** Where the anchors are had as a file. */
    anchorFile: `${base}/ledger/anchors/file`,
    checkAnchors: (text: string) => send(paper.anchorVerdict, '/ledger/anchors/check', { text }),
    checkSeal: (seal: string) => send(paper.sealVerdict, '/ledger/seals', { seal }),
  };
}
export type Api = ReturnType<typeof openApi>;

function asQuery(query: Query): string {
  const text = new URLSearchParams(
    Object.entries(query).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)] as [string, string]])),
  ).toString();
  return text && `?${text}`;
}
