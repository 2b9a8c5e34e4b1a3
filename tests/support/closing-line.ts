import type { Reporter } from 'vitest/node';

/**
 * Prints the counts alone on the last line, for whoever reads the end of a log. A file that cannot load is a failure.
 * Vitest calls the default export of a reporter file with `new`.
 */
export default function ClosingLine(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
      for (const module of modules) {
        if (module.errors().length > 0) count.failed += 1;
        for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed += 1;
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state === 'passed' || state === 'failed') count[state] += 1;
          else count.skipped += 1;
        }
      }
      process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
    },
  };
}
