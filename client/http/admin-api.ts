import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import { findings } from '#shared/wire/doctor.ts';
import * as tokens from '#shared/wire/admin.ts';
import * as packs from '#shared/wire/configuration.ts';
import * as deputy from '#shared/wire/deputies.ts';
import { historySheet } from '#shared/wire/history.ts';
import * as fresh from '#shared/wire/new-county.ts';
import * as wire from '#shared/wire/people.ts';
import * as personal from '#shared/wire/personal-data.ts';
import type { AnySheetWire } from '#shared/wire/sheets.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

type Query = Record<string, string | number | undefined>;
const asQuery = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();
const part = (id: string): string => encodeURIComponent(id);

/** What administrators ask: accounts, sheets of people, screens, tokens. */
export function openAdminApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const line = openLine(jurisdiction, fetch);
  return {
    jurisdiction,
    ...accounts(line),
    /** Sheets of people, and those of matters. */
    imports: sheetsAt(line, wire.peopleSheet, '/imports'),
    histories: sheetsAt(line, historySheet, '/histories'),
    ...configured(line),
    ...contacts(line),
    ...counties(line),
    ...connected(line),
  };
}

type Line = ReturnType<typeof openLine>;

function openLine(jurisdiction: string, fetch: Fetch) {
  const call = openCall(jurisdiction, fetch);
  const { ask } = call;
  const send = <S extends z.ZodType>(schema: S, path: string, body: unknown, method = 'POST') =>
    call.send(schema, path, body, {}, method);
  const drop = (path: string): Promise<Refusal | null> => call.act('DELETE', path);
  return { ask, send, drop };
}

function accounts({ ask, send, drop }: Line) {
  return {
    ground: () => ask(wire.peopleGround, '/people/ground'),
    roster: () => ask(wire.roster, '/people/roster'),
    people: (query: Query) => ask(wire.peoplePage, `/people/page?${asQuery(query)}`),
    exported: (query: Query) => ask(wire.peopleExport, `/people/export?${asQuery(query)}`),
    history: (login: string) => ask(wire.personHistory, `/people/${part(login)}/history`),
    deputies: (past: boolean) => ask(deputy.deputyList, `/people/deputies?past=${past ? 1 : 0}`),
    nameDeputy: (body: z.input<typeof deputy.newDeputyFor>) => send(deputy.deputy, '/people/deputies', body),
    endDeputy: (id: string) => drop(`/deputies/${part(id)}`),
    addPerson: (body: z.input<typeof wire.newPerson>) => send(wire.addedPerson, '/people', body),
    changePerson: (login: string, body: z.input<typeof wire.personChange>) =>
      send(wire.listedPerson, `/people/${part(login)}`, body, 'PATCH'),
    codes: (logins: readonly string[]) => send(wire.firstCodes, '/people/codes', { logins }),
  };
}

function configured({ ask, send }: Line) {
  return {
    configuration: () => ask(packs.configuration, '/configuration'),
    configured: (id: string) => ask(packs.configuredRows, `/configuration/parts/${part(id)}`),
    previewChange: (body: z.input<typeof packs.packPreviewAsked>) =>
      send(packs.packPreview, '/configuration/preview', body),
    changePack: (body: z.input<typeof packs.packChange>) =>
      send(packs.packWritten, '/configuration/changes', body),
    undoPack: (body: z.input<typeof packs.packUndo>) => send(packs.packWritten, '/configuration/undo', body),
    packHistory: (query: Query) => ask(packs.packVersions, `/configuration/history?${asQuery(query)}`),
    daysOff: (year: number) => ask(packs.daysOff, `/configuration/days-off?year=${year}`),
  };
}

/** How people who reported can be reached, where they want that erased or corrected. */
function contacts({ send }: Line) {
  return {
    keptContacts: (q: string) => send(personal.personalDataFound, '/personal-data/search', { q }),
    eraseContact: (id: string) =>
      send(personal.contactChange, `/incidents/${part(id)}/reporter/erasures`, {}),
    correctContact: (id: string, contact: personal.Contact) =>
      send(personal.contactChange, `/incidents/${part(id)}/reporter/corrections`, contact),
  };
}

function counties({ ask, send }: Line) {
  return {
    counties: () => ask(packs.countiesTold, '/configuration/counties'),
    lookAtCounty: (body: z.input<typeof packs.countyBrought>) =>
      send(packs.countyLook, '/configuration/counties/look', body),
    keepCounty: (body: z.input<typeof packs.countyBrought>) =>
      send(packs.countiesTold, '/configuration/counties', body),
    lookAtNew: (body: object) => send(fresh.newCountyLook, '/configuration/counties/new/look', body),
    makeNew: (body: object) => send(fresh.newCountyMade, '/configuration/counties/new', body),
    setCountyState: (id: string, body: z.input<typeof packs.countyState>) =>
      send(packs.countiesTold, `/configuration/counties/${part(id)}/state`, body),
    firstOfCounty: (id: string) => send(packs.firstOfCounty, `/configuration/counties/${part(id)}/first`, {}),
    countyFolder: () => ask(packs.countyFolder, '/configuration/folder'),
  };
}

/** Screens and other systems, and what was heard that no county has. */
function connected({ ask, send, drop }: Line) {
  return {
    discovered: () => ask(packs.discoveredSensors, '/configuration/discovered'),
    clearDiscovered: (sensors: readonly string[]) =>
      send(packs.discoveredSensors, '/configuration/discovered/clear', { sensors }),
    doctor: () => ask(findings, '/doctor'),
    devices: () => ask(tokens.deviceList, '/devices'),
    addDevice: (body: z.input<typeof tokens.newDevice>) => send(tokens.issued, '/devices', body),
    dropDevice: (id: string) => drop(`/devices/${part(id)}`),
    sources: () => ask(tokens.sourceList, '/sources'),
    addSource: (body: z.input<typeof tokens.newSource>) => send(tokens.issued, '/sources', body),
    dropSource: (id: string) => drop(`/sources/${part(id)}`),
  };
}

const sheetsAt = <W extends AnySheetWire>({ ask, send }: Line, of: W, path: string) => ({
  list: () => ask<W['list']>(of.list, path),
  find: (id: string) => ask<W['one']>(of.one, `${path}/${part(id)}`),
  begin: (body: z.input<W['begin']>) => send<W['one']>(of.one, path, body),
  put: (id: string, from: number, rows: readonly (readonly string[])[]) =>
    send<W['one']>(of.one, `${path}/${part(id)}/rows`, { from, rows }),
  remap: (id: string, fields: z.input<W['remap']>['fields']) =>
    send<W['one']>(of.one, `${path}/${part(id)}`, { fields }, 'PATCH'),
  trial: (id: string) => send<W['one']>(of.one, `${path}/${part(id)}/trial`, {}),
  commit: (id: string) => send<W['one']>(of.one, `${path}/${part(id)}/commit`, {}),
  page: (id: string, query: Query) =>
    ask<W['rowPage']>(of.rowPage, `${path}/${part(id)}/rows?${asQuery(query)}`),
});
export type AdminApi = ReturnType<typeof openAdminApi>;
