import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { zoneNameOf } from '#shared/clock/zone.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/configuration.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { versionsAt } from '../../configuration/editions.ts';
import { lastChange, rowOf, rowsOf } from '../../configuration/rows.ts';
import { countyFolder } from '../../packs/folder.ts';
import type { Counties } from '../../packs/brought.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { changeableParts } from '../../packs/revise.ts';
import { daysOffInChina } from '../../queries/days-off.ts';
import { changesRow, readsRow } from '../../queries/configured.ts';
import type { PackVersion } from '../../storage/pack-versions.ts';
import { z } from 'zod';
import { forWho, type Route } from '../route.ts';
import { countyRoutes } from './counties.ts';
import { newCountyRoutes } from './new-county.ts';
import type { Trail } from '../trail.ts';

const tag = 'configuration';

/** Sensors that were heard and that a county does not have. */
export interface Discovering {
  of(jurisdiction: string): wire.DiscoveredSensor[];
  clear(jurisdiction: string, sensors: readonly string[]): void;
}

interface ConfigurationRoutePorts {
  configuration: Configuration;
  doors: { discovered: Discovering };
  counties: Counties;
  access: Pick<AccessRoom, 'people'>;
  trail: Trail;
  now: () => number;
}

/** What a county goes by, row by row: read, looked at before it is changed, changed, taken back. For administrators. */
export function configurationRoutes(ports: ConfigurationRoutePorts): Route[] {
  return [
    ...readRoutes(ports),
    folderRoute(ports),
    ...changeRoutes(ports),
    ...discoveredRoutes(ports),
    ...countyRoutes(ports),
    ...newCountyRoutes(ports),
  ];
}

/** The county as a folder, as it holds now. What is yet to take effect is no part of it. */
function folderRoute({ configuration: { packs }, counties, trail, now }: ConfigurationRoutePorts): Route {
  return forWho('configure', {
    method: 'get',
    path: '/configuration/folder',
    tag,
    summary: 'The whole county as the files of its pack, as it holds now: what a folder of packs is',
    answer: wire.countyFolder,
    async handle({ pack, person, req }): Promise<wire.CountyFolder | Refusal> {
      if (!seesAll(person)) return refuse('forbidden', 'pack-outside-part', 'pack');
      const rows = versionsAt(packs.versions(pack.id), now()).flatMap((one) => one.rows);
      const files = await countyFolder(pack.id, counties.foldersOf(pack.id), rows);
      if (files === null) return refuse('unknown', 'county-no-folder', 'pack');
      await trail(req, pack.id, person, 'pack-exported', {
        about: pack.id,
        detail: `edition ${pack.edition}`,
      });
      return { id: pack.id, files };
    },
  });
}

/** Sensors that are heard and not known: they lie nowhere yet, so whoever sees the whole county has them. */
function discoveredRoutes({ doors: { discovered } }: ConfigurationRoutePorts): Route[] {
  const waiting = (pack: LoadedPack): wire.DiscoveredSensor[] => {
    // One that is out of use is known.
    const known = new Set(pack.pack.sensors.map(({ id }) => id));
    return discovered.of(pack.id).filter(({ sensor }) => !known.has(sensor));
  };
  const mayNot = (person: Person): Refusal | null =>
    seesAll(person) ? null : refuse('forbidden', 'pack-outside-part', 'sensors');
  return [
    forWho('configure', {
      method: 'get',
      path: '/configuration/discovered',
      tag,
      summary:
        'Sensors that a source reports to this server and the county does not have, the last heard first',
      answer: wire.discoveredSensors,
      handle: ({ pack, person }) => mayNot(person) ?? waiting(pack),
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/discovered/clear',
      tag,
      summary: 'Puts discovered sensors away until they are heard again',
      body: wire.clearDiscovered,
      answer: wire.discoveredSensors,
      handle({ pack, person, body }) {
        const refusal = mayNot(person);
        if (refusal) return refusal;
        discovered.clear(pack.id, body.sensors);
        return waiting(pack);
      },
    }),
  ];
}

function partRoutes({ configuration: { packs } }: ConfigurationRoutePorts): Route[] {
  return [
    forWho('configure', {
      method: 'get',
      path: '/configuration',
      tag,
      summary: 'The parts of the pack with how many rows each has and how many were changed',
      answer: wire.configuration,
      handle({ pack, person }): wire.ConfigurationTold {
        const versions = packs.versions(pack.id);
        const parts = changeableParts.map((part) => {
          const rows = rowsOf(pack, part).filter((row) => readsRow(pack, person, { part, ...row }));
          const changed = rows.filter(({ key }) => lastChange(versions, { part, key })).length;
          return { part, rows: rows.length, changed };
        });
        return { edition: pack.edition, version: versions.at(-1)?.version ?? 1, parts };
      },
    }),
    forWho('configure', {
      method: 'get',
      path: '/configuration/parts/:part',
      tag,
      summary: 'The rows of a part as they hold now, each with the version that a change of it must name',
      answer: z.array(wire.configuredRow),
      handle({ pack, person, params }): wire.ConfiguredRow[] | Refusal {
        const part = params['part'] ?? '';
        if (!changeableParts.includes(part))
          return refuse('unknown', 'pack-no-part', { parts: changeableParts.join(', ') }, 'part');
        const versions = packs.versions(pack.id);
        return rowsOf(pack, part)
          .filter((row) => readsRow(pack, person, { part, ...row }))
          .map(({ key, body }) => {
            const last = lastChange(versions, { part, key });
            const changed = last && { at: last.at, since: last.since, by: last.byName, why: last.why };
            return { key, body, version: last?.version ?? 1, changed: changed ?? null };
          });
      },
    }),
  ];
}

function courseRoutes({ configuration: { packs } }: ConfigurationRoutePorts): Route[] {
  const told = (pack: LoadedPack, person: Person, one: PackVersion): wire.PackVersionTold => {
    const { version, at, since, applies, by, byName, why, undoes, rows } = one;
    return {
      version,
      at,
      since,
      applies,
      by: { id: by, name: byName },
      why,
      undoes,
      rows: rows.filter((row) => readsRow(pack, person, row)),
    };
  };
  return [
    forWho('configure', {
      method: 'get',
      path: '/configuration/days-off',
      tag,
      summary:
        "Days off and make-up days of a year as they were announced, where the county's country is known",
      query: wire.daysOffQuery,
      answer: wire.daysOff,
      handle: ({ pack, query: { year } }) => ({
        days: zoneNameOf(pack.pack.calendar) === 'Asia/Shanghai' ? daysOffInChina(year) : null,
      }),
    }),
    forWho('configure', {
      method: 'get',
      path: '/configuration/history',
      tag,
      summary: 'Who changed what when and why, newest first; of one part or one row where they are named',
      query: wire.historyQuery,
      answer: z.array(wire.packVersion),
      handle({ pack, person, query: { part, key, before = Infinity, limit } }): wire.PackVersionTold[] {
        return packs
          .versions(pack.id)
          .filter(({ version }) => version < before)
          .map((one) => told(pack, person, one))
          .map((one) => ({
            ...one,
            rows: one.rows.filter((row) => (part ?? row.part) === row.part && (key ?? row.key) === row.key),
          }))
          .filter(({ rows }) => rows.length > 0)
          .toReversed()
          .slice(0, limit);
      },
    }),
  ];
}

function readRoutes(ports: ConfigurationRoutePorts): Route[] {
  return [...partRoutes(ports), ...courseRoutes(ports)];
}

function changeRoutes({ configuration, trail }: ConfigurationRoutePorts): Route[] {
  const { packs } = configuration;
  return [
    forWho('configure', {
      method: 'post',
      path: '/configuration/preview',
      tag,
      sheet: true,
      summary: 'What a change would do, and every fault of it; changes nothing',
      body: wire.packPreviewAsked,
      answer: wire.packPreview,
      handle: ({ pack, person, body }) =>
        whyNotOwn(pack, person, body.rows) ?? configuration.preview(pack.id, body),
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/changes',
      tag,
      sheet: true,
      summary:
        'Changes rows of the pack; every node goes by it within two seconds, or from the instant that is named',
      body: wire.packChange,
      answer: wire.packWritten,
      async handle({ pack, person, body, req }) {
        const mayNot = whyNotOwn(pack, person, body.rows);
        if (mayNot) return mayNot;
        const written = await configuration.write(pack.id, body, person);
        if (isRefusal(written)) return written;
        const about = body.rows.map(({ part, key }) => `${part}/${key}`);
        await trail(req, pack.id, person, 'pack-changed', detailOf(about, written.version, body.why));
        return written;
      },
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/undo',
      tag,
      summary: 'Takes a version back: its rows are again what they were before it, as a version of its own',
      body: wire.packUndo,
      answer: wire.packWritten,
      async handle({ pack, person, body: { version, why }, req }) {
        const old = packs.versions(pack.id).find((one) => one.version === version);
        if (!old || !old.rows.some((row) => readsRow(pack, person, row)))
          return refuse('unknown', 'pack-no-version', 'version');
        const mayNot = whyNotOwn(pack, person, old.rows);
        if (mayNot) return mayNot;
        const written = await configuration.undo(pack.id, version, why, person);
        if (isRefusal(written)) return written;
        const about = old.rows.map(({ part, key }) => `${part}/${key}`);
        await trail(req, pack.id, person, 'pack-undone', detailOf(about, version, why));
        return written;
      },
    }),
  ];
}

function whyNotOwn(
  pack: LoadedPack,
  person: Person,
  rows: readonly { part: string; key: string; body: unknown }[],
): Refusal | null {
  for (const row of rows) {
    // Whoever has a role of the county's own would write it, too.
    if (row.part === 'roles' && person.holds)
      return refuse('forbidden', 'role-beyond-own', `${row.part}.${row.key}`);
    const before = rowOf(pack, row);
    const was = before === null ? null : { ...row, body: before };
    if (!changesRow(pack, person, was, row))
      return refuse('forbidden', 'pack-outside-part', `${row.part}.${row.key}`);
  }
  return null;
}

/** Few words: a sheet of a thousand rows is one line of the audit. */
function detailOf(about: readonly string[], version: number, why: string): { about: string; detail: string } {
  const [first = '', ...others] = about;
  const more = others.length > 0 ? ` +${others.length}` : '';
  return { about: `${first}${more}`.slice(0, 200), detail: `${version}: ${why}`.slice(0, 300) };
}
