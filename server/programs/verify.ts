import { parseArgs } from 'node:util';
import { verifyAudit } from '../audit/audit.ts';
import { readConfig } from '../config.ts';
import { checkFiles } from '../evidence/check.ts';
import { openFiles } from '../evidence/place.ts';
import { readAnchorFiles } from '../ledger/anchor.ts';
import { openProofs } from '../ledger/prove.ts';
import { openVolumes } from '../ledger/volumes.ts';
import { verifyChain, type LedgerPlace } from '../ledger/verify.ts';
import { openLog } from '../log.ts';
import type { EvidenceVerdict } from '#shared/wire/evidence.ts';
import type { LostAnchor } from '../ports.ts';
import { openAuditStore } from '../storage/access/audit-store.ts';
import { openDatabase } from '../storage/database.ts';
import { readJurisdictions } from '../storage/record/ledger-store.ts';
import { joinPostgres } from '../storage/postgres/postgres.ts';

/**
 * `npm run verify [-- --anchors PLACE [--since]]`: checks the ledgers of all jurisdictions, while the house runs or while it does not, and
 * holds them against the anchors in a file or a folder that was kept elsewhere; and the files of evidence against the ledger.
 * With `--since` a ledger is walked from the newest of those anchors that it holds: of every night, beside a whole walk now and then.
 * Ends with 1 when one is bad.
 */
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const { values } = parseArgs({
  options: { anchors: { type: 'string' }, since: { type: 'boolean', default: false } },
});
if (values.since && values.anchors === undefined) throw new Error('--since needs --anchors PLACE');
const anchors = values.anchors === undefined ? [] : await readAnchorFiles(values.anchors);
const config = readConfig();
const log = openLog('warn');

const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
const database = await openDatabase(config.DATABASE_URL ?? postgres?.url ?? '', log);
const files = await openFiles(config);
try {
  const volumes = openVolumes(database, files);
  const proofs = openProofs(database, volumes);
  const audit = openAuditStore(database);
  const kept = anchors.map(({ jurisdiction }) => jurisdiction);
  for (const jurisdiction of new Set([...(await readJurisdictions(database)), ...kept])) {
    const held = kept.includes(jurisdiction) ? await proofs.holdAnchors(jurisdiction, anchors) : null;
    // Where an anchor is lost all of it is walked.
    const since = values.since && held && !held.lost ? newestOf(jurisdiction) : undefined;
    const { entries, bad } = await verifyChain(database, jurisdiction, since, volumes);
    if (bad) tell(jurisdiction, false, `entry ${bad.seq} does not fit: ${bad.why} (${entries} before it do)`);
    else if (since)
      tell(
        jurisdiction,
        true,
        `${entries - since.seq} entries since the anchor at ${since.seq}, the chain is whole`,
      );
    else tell(jurisdiction, true, `${entries} entries, the chain is whole`);
    const audited = await verifyAudit(audit, jurisdiction);
    if (audited.bad)
      tell(jurisdiction, false, `line ${audited.bad.seq} of the audit does not fit: ${audited.bad.why}`);
    else tell(jurisdiction, true, `${audited.entries} lines of the audit, the chain is whole`);
    tellFiles(jurisdiction, await checkFiles(database, files, jurisdiction, volumes));
    if (held?.lost) tell(jurisdiction, false, `${lossOf(held.lost)} (${held.held} anchors before it hold)`);
    else if (held) tell(jurisdiction, true, `${held.held} anchors hold`);
  }
} finally {
  await database.close();
  await postgres?.stop();
}

function newestOf(jurisdiction: string): LedgerPlace | undefined {
  return anchors
    .filter((one) => one.jurisdiction === jurisdiction)
    .reduce<LedgerPlace | undefined>(
      (newest, one) => (newest && newest.seq > one.seq ? newest : one),
      undefined,
    );
}

function tell(jurisdiction: string, isGood: boolean, what: string): void {
  process.stdout.write(`${jurisdiction}: ${isGood ? '✓' : '✗'} ${what}\n`);
  if (!isGood) process.exitCode = 1;
}

function tellFiles(jurisdiction: string, { files: named, missing, damaged, first }: EvidenceVerdict): void {
  if (!first) return tell(jurisdiction, true, `${named} files of evidence, all as the ledger names them`);
  const where = `${first.ref} of ${first.incident}, entry ${first.seq}, is ${first.why}`;
  tell(jurisdiction, false, `${missing} of ${named} files of evidence missing, ${damaged} damaged: ${where}`);
}

function lossOf({ why, seq, anchor }: LostAnchor): string {
  const kept = `the anchor of ${new Date(anchor.at).toISOString()} at entry ${anchor.seq}`;
  if (why === 'cut-off') return `entry ${seq} and what followed was cut off: ${kept} lies behind the end`;
  if (why === 'missing') return `entry ${seq} is missing: ${kept} names it`;
  return `made anew from entry ${seq} on, or from a later one up to ${anchor.seq}: ${kept} has another hash`;
}
