import { z } from 'zod';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/record-exports.ts';
import type { WorldRecords } from '../../records/records.ts';
import type { openLimits } from '../limits.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'records';
interface Ports {
  world: Pick<WorldRecords, 'exporting' | 'bring'>;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
}

function askedExports({ world, limits, trail }: Ports): Route[] {
  const { exporting } = world;
  return [
    forWho('see-records', {
      method: 'get',
      path: '/record-exports',
      tag,
      summary: 'Files of records: the own ones, and for who may allow them all',
      answer: wire.recordExports,
      handle: ({ pack, person }) => exporting.list(pack, person),
    }),
    forWho('see-records', {
      method: 'post',
      path: '/record-exports',
      tag,
      guards: limits.command,
      summary:
        'Asks for a file of the records of a kind and a grid, for a purpose; a second person allows what is personal',
      body: wire.newExport,
      answer: wire.recordExport,
      async handle({ pack, person, body, req }) {
        const made = await exporting.ask(pack, person, body);
        if (!isRefusal(made))
          await trail(req, pack.id, person, 'records-export-asked', {
            about: made.id,
            detail: `${made.kind} ${made.grid ?? '*'} ${made.found}`,
          });
        return made;
      },
    }),
    forWho('allow-exports', {
      method: 'post',
      path: '/record-exports/:id/decisions',
      tag,
      guards: limits.command,
      summary: 'Lets somebody else have a file of records, or not',
      body: wire.exportDecision,
      answer: wire.recordExport,
      async handle({ pack, person, params, body, req }) {
        const made = await exporting.decide(pack, person, params['id'] ?? '', body);
        if (!isRefusal(made))
          await trail(
            req,
            pack.id,
            person,
            body.granted ? 'records-export-allowed' : 'records-export-refused',
            { about: made.id },
          );
        return made;
      },
    }),
  ];
}

function sheetsOfRecords({ world, limits, trail }: Ports): Route[] {
  const { exporting } = world;
  return [
    forWho('see-records', {
      method: 'get',
      path: '/record-exports/:id/file',
      tag,
      guards: limits.command,
      summary:
        'The file as CSV, masked by the role of who fetches it; each row is in the trail of looks before it is sent',
      query: wire.exportFile,
      answer: z.unknown(),
      download: ['text/csv'],
      async handle({ pack, person, params, query, req, res }) {
        const row = await exporting.ready(pack, person, params['id'] ?? '');
        if (isRefusal(row)) return row;
        await trail(req, pack.id, person, 'records-exported', {
          about: row.id,
          detail: `${row.kind} ${row.grid ?? '*'} ${row.found}`,
        });
        res.set({
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="records-${row.kind}-${row.id}.csv"`,
          'Cache-Control': 'no-store',
        });
        return exporting.send(pack, person, row, query.language, res);
      },
    }),
    forWho('keep-records', {
      method: 'post',
      path: '/record-sheets',
      tag,
      sheet: true,
      guards: limits.command,
      summary: `Tries up to ${wire.mostSheetRows} rows of a sheet, or brings them in: every faulty cell is named, what is right goes through`,
      body: wire.recordSheet,
      answer: wire.sheetAnswer,
      async handle({ pack, person, body, req }) {
        const done = await world.bring(pack, person, body);
        if (!isRefusal(done) && body.write)
          await trail(req, pack.id, person, 'records-imported', {
            detail: `${body.kind} +${done.added} ~${done.changed}`,
          });
        return done;
      },
    }),
  ];
}

/** Records out and in as files. Who asked, who allowed and who fetched is in the audit; whom a file told of is in the trail of looks. */
export function recordExportRoutes(ports: Ports): Route[] {
  return [...askedExports(ports), ...sheetsOfRecords(ports)];
}
