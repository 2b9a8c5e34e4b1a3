import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TestSequencer, TestSpecification } from 'vitest/node';

/**
 * Files that take long by what they do, the longest first: they start processes, crash them, or write months of a county. Begun
 * last, one of them would keep a whole run waiting with one core at rest. The others follow by their size.
 */
export const longest = [
  'scenarios/ledger-crash.test.ts',
  'scenarios/server-process.test.ts',
  'scenarios/house-crash.test.ts',
  'scenarios/stream-house.test.ts',
  'scenarios/ledger-verification.test.ts',
  'scenarios/incident-channel.test.ts',
  'scenarios/procedure-walk.test.ts',
  'scenarios/tls.test.ts',
  'scenarios/levels.test.ts',
  'scenarios/wall-session.test.ts',
  'scenarios/reconnect.test.ts',
  'scenarios/week.test.ts',
  'scenarios/http-figures.test.ts',
  'scenarios/house.test.ts',
  'scenarios/http-work.test.ts',
  'scenarios/live-configuration.test.ts',
  'scenarios/ingest-crash.test.ts',
  'scenarios/watchman.test.ts',
  'scenarios/http-scope.test.ts',
  'scenarios/nodes.test.ts',
  'scenarios/backup.test.ts',
  'scenarios/lifecycle-fuzz.test.ts',
  'scenarios/clockwork.test.ts',
  'scenarios/postgres-crash.test.ts',
  'scenarios/past.test.ts',
  'scenarios/figure-totals.test.ts',
  'scenarios/history.test.ts',
  'e2e/wall.test.ts',
  'e2e/axe.test.ts',
  'e2e/field.test.ts',
  'e2e/ring.test.ts',
  'e2e/seat.test.ts',
  'e2e/desk.test.ts',
  'e2e/dossier.test.ts',
  'e2e/watch.test.ts',
  'e2e/procedures.test.ts',
  'server/packs/check.test.ts',
  'shared/procedure/lives.test.ts',
  'architecture.test.ts',
];

const tests = path.resolve(import.meta.dirname, '..');
/** What waits most comes first; what is smallest comes last, so that the last minute is shared evenly. */
const lanes = ['long', 'e2e', 'house', 'fast', 'screens'];

/** A worker goes on with the modules it has read while the next file is of the same project and surroundings; else it ends. */
function laneOf({ moduleId, project: { name } }: TestSpecification): string {
  const isDrawn =
    name === 'screens' && readFileSync(moduleId, 'utf8').includes('@vitest-environment happy-dom');
  return `${Math.max(0, lanes.indexOf(name))}${isDrawn ? 'a' : 'b'}`;
}

/** Of vitest itself only types: the build reads this file with its settings. */
export class LongestFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    const ranked = files.map((file) => {
      const found = longest.indexOf(path.relative(tests, file.moduleId));
      const rank = found < 0 ? longest.length : found;
      return { file, lane: laneOf(file), rank, size: statSync(file.moduleId).size };
    });
    const sorted = ranked.sort(
      (a, b) => (a.lane < b.lane ? -1 : a.lane > b.lane ? 1 : 0) || a.rank - b.rank || b.size - a.size,
    );
    return sorted.map(({ file }) => file);
  }
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}
