import { statSync } from 'node:fs';
import path from 'node:path';
import type { TestSequencer, TestSpecification } from 'vitest/node';

/**
 * Files that take long by what they do, the longest first: they start processes, crash them, or write months of a county. Begun
 * last, one of them would keep a whole run waiting with one core at rest. The others follow by their size.
 */
export const longest = [
  'scenarios/server-process.test.ts',
  'scenarios/house-crash.test.ts',
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

/** Of vitest itself only types: the build reads this file with its settings. */
export class LongestFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    const ranked = files.map((file) => {
      const found = longest.indexOf(path.relative(tests, file.moduleId));
      return { file, rank: found < 0 ? longest.length : found, size: statSync(file.moduleId).size };
    });
    return ranked.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ file }) => file);
  }
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}
