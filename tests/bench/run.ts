import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchResult } from './result.ts';

/**
 * `npm run bench -- NAME` runs one benchmark and prints its result as JSON on the last line; without a name, all, each in
 * a process of its own so that none inherits another's heap.
 */
const here = import.meta.dirname;
const [name] = process.argv.slice(2);

if (name) await runOne(name);
else runAll();

async function runOne(wanted: string): Promise<void> {
  const file = path.join(here, `${wanted}.ts`);
  if (!existsSync(file)) throw new Error(`no benchmark ${wanted}; there are: ${benchNames().join(', ')}`);
  const { run } = (await import(pathToFileURL(file).href)) as { run(): Promise<BenchResult> };
  const result = await run();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

function runAll(): void {
  for (const one of benchNames()) {
    const done = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, one], {
      stdio: 'inherit',
    });
    if (done.status !== 0) process.exitCode = 1;
  }
}

/** Files that are benchmarks; the others here are their parts. */
function benchNames(): string[] {
  const all = [
    'ingest',
    'ingest-single',
    'overload',
    'repeats',
    'fanout',
    'latency',
    'join',
    'locate',
    'ledger',
    'search',
    'records',
    'replay',
    'summary',
    'cluster',
    'desk',
    'phone',
    'glass',
    'wall-fps',
    'soak',
    'start',
    'anomaly',
  ];
  const there = readdirSync(here);
  return all.filter((one) => there.includes(`${one}.ts`));
}
