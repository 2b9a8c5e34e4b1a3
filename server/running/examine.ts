import { X509Certificate } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { calendarGap } from '#shared/clock/calendar-gap.ts';
import type { Findings } from '#shared/wire/doctor.ts';
import type { Packs } from '../packs/port.ts';
import { lookAtTables } from '../storage/doctor-queries.ts';
import type { Database } from '../storage/database.ts';
import { judge, type Symptoms } from './judge.ts';

/** What is looked at, and what the one who asks knows by itself: nothing of it when asked from outside of the house. */
export interface Patient {
  database: Database;
  dataDir: string;
  /** File of the certificate; undefined: none of its own. */
  certificate: string | undefined;
  behindTls: boolean;
  clock: () => number;
  /** The clock of this machine, which the house may not follow. */
  machine: () => number;
  house: {
    packs: Pick<Packs, 'all'>;
    node: { others(): readonly string[]; lacks(): string | null };
    doubt(jurisdiction: string): unknown;
  } | null;
}

/** Looks a running installation over, as far as it concerns these jurisdictions. Takes tens of milliseconds; never throws. */
export async function examine(patient: Patient, jurisdictions: readonly string[]): Promise<Findings> {
  const { clock, machine, house } = patient;
  const before = machine();
  const tables = await lookAtTables(patient.database, jurisdictions, clock()).catch(() => null);
  const after = machine();
  const now = clock();
  const own = house?.packs.all().filter(({ id }) => jurisdictions.includes(id)) ?? null;
  const symptoms: Symptoms = {
    now,
    disk: await diskOf(patient.dataDir),
    certificate: await certificateOf(patient),
    database: tables?.database ?? null,
    // Asked half way between the question and its answer.
    clockAheadMs: tables ? aheadOf(tables.at, before, after) : null,
    clockDoubted: jurisdictions.some((id) => Boolean(house?.doubt(id))),
    backup: tables?.backup ?? null,
    behind: tables?.behind ?? null,
    anchor: tables?.anchor ?? null,
    roomUntil: tables?.roomUntil ?? null,
    unseen: tables?.unseen ?? null,
    admins: tables?.admins ?? null,
    systems: tables?.systems ?? null,
    nodes: house ? { others: house.node.others().length, lacks: house.node.lacks() } : null,
    calendar:
      own?.flatMap(({ id, pack }) => {
        const gap = calendarGap(pack.calendar, now);
        return gap ? [{ id, year: gap.year }] : [];
      }) ?? null,
  };
  return { at: now, findings: judge(symptoms) };
}

/** Nothing as long as the answer lies within the way of the question. */
function aheadOf(at: number, before: number, after: number): number {
  return at < before ? at - before : at > after ? at - after : 0;
}

async function diskOf(folder: string): Promise<Symptoms['disk']> {
  const found = await statfs(folder).catch(() => null);
  return found && { free: found.bavail * found.bsize, total: found.blocks * found.bsize };
}

async function certificateOf({
  certificate,
  behindTls,
}: Pick<Patient, 'certificate' | 'behindTls'>): Promise<Symptoms['certificate']> {
  if (certificate === undefined) return behindTls ? 'proxy' : 'none';
  const { validTo } = new X509Certificate(await readFile(certificate));
  return { until: Date.parse(validTo) };
}
