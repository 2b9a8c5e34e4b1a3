import type { z } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';
import { findings } from '#shared/wire/doctor.ts';
import * as tokens from '#shared/wire/admin.ts';
import * as packs from '#shared/wire/configuration.ts';
import * as deputy from '#shared/wire/deputies.ts';
import * as past from '#shared/wire/history.ts';
import * as fresh from '#shared/wire/new-county.ts';
import * as wire from '#shared/wire/people.ts';
import * as personal from '#shared/wire/personal-data.ts';
import { under } from '../base-path.ts';
import { asRefusal, callOnce, type Fetch } from './api.ts';

type Query = Record<string, string | number | undefined>;
const asQuery = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();
const part = (id: string): string => encodeURIComponent(id);

/** What administrators ask: accounts, sheets of people, screens, tokens. */
export function openAdminApi(
  jurisdiction: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
) {
  const base = under(`/api/${part(jurisdiction)}`);
  const json = { 'content-type': 'application/json' };
  const ask = <S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S> | Refusal> =>
    callOnce(fetch, base + path, {}, schema);
  const send = <S extends z.ZodType>(
    schema: S,
    path: string,
    body: unknown,
    method = 'POST',
  ): Promise<z.infer<S> | Refusal> =>
    callOnce(fetch, base + path, { method, headers: json, body: JSON.stringify(body) }, schema);
  /** Null when it is done. */
  async function drop(path: string): Promise<Refusal | null> {
    const answer = await fetch(base + path, { method: 'DELETE' }).catch(() => null);
    if (answer?.ok) return null;
    return asRefusal(await answer?.json().catch(() => null), answer?.status ?? 0);
  }
  return {
    jurisdiction,
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
    imports: () => ask(wire.importList, '/imports'),
    import: (id: string) => ask(wire.peopleImport, `/imports/${part(id)}`),
    beginImport: (body: z.input<typeof wire.newImport>) => send(wire.peopleImport, '/imports', body),
    putRows: (id: string, from: number, rows: readonly (readonly string[])[]) =>
      send(wire.peopleImport, `/imports/${part(id)}/rows`, { from, rows }),
    remap: (id: string, fields: z.input<typeof wire.importFields>['fields']) =>
      send(wire.peopleImport, `/imports/${part(id)}`, { fields }, 'PATCH'),
    tryImport: (id: string) => send(wire.peopleImport, `/imports/${part(id)}/trial`, {}),
    commitImport: (id: string) => send(wire.peopleImport, `/imports/${part(id)}/commit`, {}),
    importRows: (id: string, query: Query) =>
      ask(wire.importRowPage, `/imports/${part(id)}/rows?${asQuery(query)}`),
    histories: () => ask(past.historyList, '/histories'),
    historyOf: (id: string) => ask(past.historyImport, `/histories/${part(id)}`),
    beginHistory: (body: z.input<typeof past.newHistory>) => send(past.historyImport, '/histories', body),
    putHistoryRows: (id: string, from: number, rows: readonly (readonly string[])[]) =>
      send(past.historyImport, `/histories/${part(id)}/rows`, { from, rows }),
    remapHistory: (id: string, fields: z.input<typeof past.historyFieldsTold>['fields']) =>
      send(past.historyImport, `/histories/${part(id)}`, { fields }, 'PATCH'),
    tryHistory: (id: string) => send(past.historyImport, `/histories/${part(id)}/trial`, {}),
    commitHistory: (id: string) => send(past.historyImport, `/histories/${part(id)}/commit`, {}),
    historyRows: (id: string, query: Query) =>
      ask(past.historyRowPage, `/histories/${part(id)}/rows?${asQuery(query)}`),
    configuration: () => ask(packs.configuration, '/configuration'),
    configured: (id: string) => ask(packs.configuredRows, `/configuration/parts/${part(id)}`),
    previewChange: (body: z.input<typeof packs.packPreviewAsked>) =>
      send(packs.packPreview, '/configuration/preview', body),
    changePack: (body: z.input<typeof packs.packChange>) =>
      send(packs.packWritten, '/configuration/changes', body),
    undoPack: (body: z.input<typeof packs.packUndo>) => send(packs.packWritten, '/configuration/undo', body),
    packHistory: (query: Query) => ask(packs.packVersions, `/configuration/history?${asQuery(query)}`),
    keptContacts: (q: string) => send(personal.personalDataFound, '/personal-data/search', { q }),
    eraseContact: (id: string) =>
      send(personal.contactChange, `/incidents/${part(id)}/reporter/erasures`, {}),
    correctContact: (id: string, contact: personal.Contact) =>
      send(personal.contactChange, `/incidents/${part(id)}/reporter/corrections`, contact),
    daysOff: (year: number) => ask(packs.daysOff, `/configuration/days-off?year=${year}`),
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
export type AdminApi = ReturnType<typeof openAdminApi>;
