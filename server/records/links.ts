import type { Actor } from '#shared/access/person.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import { openKeepUp, type KeepUp } from '../storage/keep-up.ts';
import { linkNext, type Named } from '../storage/world/world-links.ts';

/** Ties the records that forms of matters name to those matters, a moment after each commit. */
export function openRecordLinks(ports: {
  database: Database;
  packs: Packs;
  log: Log;
  works?: Works;
}): KeepUp {
  const { database, packs, log, works } = ports;
  return openKeepUp({
    database,
    log,
    works,
    serve: (open) => packs.serve(open),
    what: 'keeping the links of records',
    step(jurisdiction) {
      const fields = recordFields(packOf(packs, jurisdiction));
      return linkNext(database, jurisdiction, [...fields, 'record'], ({ subject, at, body }) => {
        // An entry holds who and what; see `ledger/`.
        const { by, fact } = JSON.parse(body) as { by: Actor; fact: IncidentFact };
        return namedIn(fact, fields).map((one) => ({ ...one, incident: subject, at, byId: by.id }));
      });
    },
  });
}

/** Fields of all forms that name a record; those of retired procedures too, for their matters go on. */
export function recordFields({ procedures }: Pick<LoadedPack, 'procedures'>): ReadonlySet<string> {
  const forms = [...procedures.values()].flatMap(({ form, transitions }) => [
    form,
    ...transitions.map((one) => one.form),
  ]);
  return new Set(forms.flat().flatMap(({ id, kind }) => (kind === 'record' ? [id] : [])));
}

/** Records that a fact names, with the field that does. */
export function namedIn(fact: IncidentFact, fields: ReadonlySet<string>): Pick<Named, 'record' | 'role'>[] {
  const data = dataOf(fact);
  const inForms = data.flatMap((one) =>
    Object.entries(one ?? {}).flatMap(([id, value]) =>
      fields.has(id) && typeof value === 'string' ? [{ record: value, role: id }] : [],
    ),
  );
  return [...inForms, ...drawnIn(fact)];
}

/** Records of what was drawn for an inspection. */
function drawnIn(fact: IncidentFact): Pick<Named, 'record' | 'role'>[] {
  if (fact.kind !== 'advanced') return [];
  const picked = fact.changes.flatMap((one) => (one.kind === 'drawn' ? one.draw.picked : []));
  return picked.flatMap(({ record }) => (record === undefined ? [] : [{ record, role: 'drawn' }]));
}

function dataOf(fact: IncidentFact): Incident['data'][] {
  if (fact.kind === 'reported') return [fact.incident.data];
  return fact.kind === 'advanced'
    ? fact.changes.flatMap((one) => (one.kind === 'kept' ? [one.data] : []))
    : [];
}
