import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openMetrics } from '../../server/metrics.ts';

/** What `docs/deploy` gives Prometheus and Grafana, as Prometheus' own promtool reads it (Debian: `prometheus`; nothing of it runs here). */
const run = promisify(execFile);
const docs = path.resolve(import.meta.dirname, '../../docs');
const rules = path.join(docs, 'deploy/alerts.yaml');
let folder: string;
const place = (name: string): string => path.join(folder, name);

/** Throws with what promtool says. */
async function promtool(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('promtool', args, { cwd: folder }).catch(
    (error: NodeJS.ErrnoException & { stdout?: string; stderr?: string }) => {
      if (error.code === 'ENOENT') throw new Error('promtool is not there: apt-get install prometheus');
      throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
  return stdout + stderr;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-prometheus-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the alert rules are rules', async () => {
  const said = await promtool('check', 'rules', '--lint=all', '--lint-fatal', rules);
  expect(said).toMatch(/SUCCESS: \d+ rules found/u);
});

it('the configuration that deploy.md shows is one', async () => {
  const [, shown = ''] =
    /```yaml\n(scrape_configs:\n[^`]+)```/u.exec(await readFile(path.join(docs, 'deploy.md'), 'utf8')) ?? [];
  expect(shown).toContain('job_name: jiuhuan');
  await writeFile(place('prometheus.yml'), shown);
  await writeFile(place('alerts.yaml'), await readFile(rules));
  expect(await promtool('check', 'config', '--syntax-only', place('prometheus.yml'))).toContain('SUCCESS');
});

it('every question of the dashboard is one that Prometheus understands', async () => {
  const dashboard = JSON.parse(await readFile(path.join(docs, 'deploy/dashboard.json'), 'utf8')) as {
    panels: { targets?: { expr: string }[] }[];
  };
  const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(asked.length).toBeGreaterThan(10);
  const filled = asked.map((expr) =>
    expr.replaceAll(/\$__(?:rate_)?interval/gu, '5m').replaceAll(/\$\{?\w+\}?/gu, 'x'),
  );
  const lines = filled.flatMap((expr, i) => [
    `      - record: jiuhuan:panel:${i}`,
    `        expr: ${JSON.stringify(expr)}`,
  ]);
  await writeFile(
    place('panels.yaml'),
    ['groups:', '  - name: panels', '    rules:', ...lines, ''].join('\n'),
  );
  expect(await promtool('check', 'rules', place('panels.yaml'))).toContain(`${asked.length} rules found`);
});

it('what the server tells at /metrics is read', async () => {
  const { text } = await openMetrics().read();
  await writeFile(place('metrics'), text);
  // Its lint is of style; what cannot be parsed is told before.
  const said = await new Promise<string>((resolve, reject) => {
    const child = execFile('promtool', ['check', 'metrics'], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
    child.on('error', reject);
    must(child.stdin, 'its input').end(text);
  });
  expect(said).not.toMatch(/error while linting|parse/iu);
});

it('alarms come where something is amiss, after the time that was set, and not before', async () => {
  await writeFile(
    place('unit.yaml'),
    `rule_files: [${JSON.stringify(rules)}]
evaluation_interval: 30s
tests:
  - interval: 30s
    input_series:
      - { series: 'up{job="jiuhuan",instance="a"}', values: '1x4 0x20' }
      - { series: 'jiuhuan_commands_waiting{jurisdiction="toy"}', values: '0x4 90x20' }
      - { series: 'jiuhuan_rules_waiting', values: '3x24' }
    alert_rule_test:
      - { eval_time: 2m, alertname: JiuhuanDown, exp_alerts: [] }
      - eval_time: 6m
        alertname: JiuhuanDown
        exp_alerts: [{ exp_labels: { severity: page, job: jiuhuan, instance: a }, exp_annotations: { summary: '九环不可达 a server of Jiuhuan does not answer' } }]
      - eval_time: 6m
        alertname: JiuhuanCommandsWait
        exp_alerts: [{ exp_labels: { severity: page, jurisdiction: toy }, exp_annotations: { summary: '指令排队 orders of toy wait for their transaction' } }]
      - { eval_time: 6m, alertname: JiuhuanAlarmsWait, exp_alerts: [] }
`,
  );
  expect(await promtool('test', 'rules', place('unit.yaml'))).toContain('SUCCESS');
});
