import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  may,
  mayAdmit,
  roles,
  rolesAdmittedBy,
  rolesWho,
  takesPart,
  type Capability,
} from '#shared/access/may.ts';

/**
 * The table the other way round, written out by hand: a row that changes by accident is found here, and a capability that is new
 * asks for its line.
 */
const holders: Record<Capability, string> = {
  'see-matters': 'duty leader handler field admin wall system',
  'see-whole': 'duty leader admin wall system',
  'see-own-reports': 'citizen',
  'see-names': 'duty leader handler field admin system',
  'see-alarms': 'duty leader admin',
  'keep-alarms': 'duty leader',
  'see-crews': 'duty leader handler wall',
  'see-tracks': 'duty leader',
  'watch-cameras': 'duty leader handler admin wall',
  'judge-sightings': 'duty leader handler',
  'switch-lamps': 'duty leader',
  'answer-lamps': 'source',
  'mute-models': 'leader admin',
  'see-figures': 'duty leader handler admin wall',
  'see-suggestions': 'duty leader handler admin',
  'see-duties': 'duty leader handler field admin',
  'see-coverage': 'duty leader handler field admin wall',
  'see-draws': 'duty leader handler field admin',
  'see-clock': 'duty leader handler field admin',
  'see-contacts': 'duty handler',
  'see-any-contact': 'duty',
  'find-places': 'duty leader handler field admin',
  'keep-filters': 'duty leader handler field admin',
  'have-session': 'duty leader handler field admin auditor wall',
  'keep-account': 'duty leader handler field admin auditor',
  'see-records': 'duty leader handler field admin',
  'see-people': 'duty handler field',
  'unmask-people': 'duty handler field',
  'keep-records': 'duty handler field admin',
  'see-open-records': 'handler',
  'read-record-trail': 'auditor',
  'allow-exports': 'leader',
  act: 'duty leader handler field admin citizen system',
  report: 'duty leader handler field admin source citizen system',
  'report-as-system': 'source',
  'act-beyond-tasks': 'duty leader field admin source citizen system',
  'act-as-house': 'system',
  'use-channel': 'duty leader handler field admin system',
  'give-orders': 'duty leader',
  'bring-files': 'duty handler field admin',
  'tick-plans': 'duty leader handler',
  'man-desk': 'duty',
  'work-for-unit': 'handler',
  'run-drills': 'duty admin',
  'keep-watch': 'duty leader',
  lead: 'leader',
  'propose-warnings': 'duty leader handler source system',
  'sign-warnings': 'duty leader',
  'confirm-clock': 'duty leader admin',
  'write-hand-over': 'duty leader admin',
  'read-dossier': 'duty leader handler field admin',
  'check-ledger': 'leader admin',
  'make-figures-anew': 'admin',
  'admit-staff': 'admin',
  'admit-auditors': 'auditor',
  'admit-screens': 'admin',
  'admit-sources': 'admin',
  'keep-people': 'admin auditor',
  'mend-personal-data': 'admin',
  'read-audit': 'auditor',
  configure: 'admin',
  'steer-walls': 'duty leader admin',
  'pair-screens': 'duty admin',
  'show-as-wall': 'wall',
  'open-desk': 'duty leader handler admin',
  'join-drills': 'duty leader handler field admin wall',
  'open-dossier': 'duty leader handler admin',
  'open-lead': 'duty leader admin',
  'open-supervise': 'duty leader admin',
  'open-sensing': 'duty leader admin',
  'open-warnings': 'duty leader handler admin',
  'open-field': 'field',
  'open-procedures': 'duty leader handler admin',
};
const capabilities = Object.keys(holders) as Capability[];

/** The code that asks: all of the product but for the table. */
const asking = ['client', 'server', 'shared']
  .flatMap((side) =>
    readdirSync(path.resolve(side), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && entry.name !== 'may.ts')
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')),
  )
  .join('\n');

describe('who may what', () => {
  it('nothing stands in the table that nobody asks for', () => {
    const admitting = /^admit-/;
    const idle = capabilities.filter((one) => !admitting.test(one) && !asking.includes(`'${one}'`));
    expect(idle).toEqual([]);
  });

  it('a step is taken under the own name, and by nobody whom it does not name', () => {
    for (const role of roles)
      for (const named of roles)
        expect(takesPart({ role }, [named]), `${role} as ${named}`).toBe(
          role === named && role !== 'wall' && role !== 'auditor',
        );
    expect(takesPart({ role: 'duty' }, ['leader', 'duty'])).toBe(true);
    expect(takesPart({ role: 'duty' }, [])).toBe(false);
  });

  it.each(capabilities)('%s: these roles and no other', (capability) => {
    const expected = holders[capability].split(' ');
    expect(rolesWho(capability)).toEqual(expected);
    for (const role of roles) expect(may({ role }, capability), role).toBe(expected.includes(role));
  });

  it('whoever has a session sees matters, or watches over those who let people in', () => {
    for (const role of rolesWho('have-session'))
      expect(may({ role }, 'see-matters') || may({ role }, 'read-audit'), role).toBe(true);
  });

  it('nobody both lets people in and reads the audit of it, and nobody is let in by what acts as the house', () => {
    expect(roles.filter((role) => may({ role }, 'admit-staff') && may({ role }, 'read-audit'))).toEqual([]);
    expect(rolesAdmittedBy({ role: 'system' })).toEqual([]);
  });

  it('every role is let in by exactly one other, or by nobody', () => {
    const admitted = roles.map((role) => [
      role,
      roles.filter((granter) => mayAdmit({ role: granter }, role)).join(' '),
    ]);
    expect(Object.fromEntries(admitted)).toEqual({
      duty: 'admin',
      leader: 'admin',
      handler: 'admin',
      field: 'admin',
      admin: 'admin',
      auditor: 'auditor',
      wall: 'admin',
      source: 'admin',
      citizen: '',
      system: '',
    });
  });
});
