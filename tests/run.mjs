// `npm test`: sets up what is missing, finds a browser and runs every test. Built-ins only.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, giveUp, root, say } from '../server/programs/setup.mjs';

const cache = path.join(root, 'node_modules', '.cache', 'chromium');
const shortOfBrowser =
  'no browser runs here: set CHROMIUM to a Chromium or Chrome, or install one (apt-get install chromium), then npm test again';

await ensureInstalled(true);
await ensureBuilt();
const browser = findBrowser();
if (!browser) giveUp(shortOfBrowser);
say(`浏览器 browser: ${browser}`);
const hasRedis = runs('redis-server');
if (!hasRedis)
  say(
    '没有 redis-server，多台服务器经 Redis 的测试不运行 no redis-server: tests/scenarios/nodes-redis.test.ts is left out (apt-get install redis-server)',
  );

const isLong = process.argv.includes('--project=long');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    CHROMIUM: browser,
    BUILT: '1',
    NO_REDIS: hasRedis ? '' : '1',
    LONG: isLong ? '1' : '',
    FONTCONFIG_FILE: fewFonts(),
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => (process.exitCode = code ?? 1));

function findBrowser() {
  if (process.env.CHROMIUM) return runs(process.env.CHROMIUM) ? process.env.CHROMIUM : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/google/chrome',
  ];
  const mac = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  const places = [...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...mac];
  return places.find((place) => existsSync(place) && runs(place)) ?? unpackedBrowser();
}

function runs(program) {
  return spawnSync(program, ['--version'], { timeout: 20_000 }).status === 0;
}

/** The browser that comes by npm, with its own libraries, unpacked once; null where it does not run. */
function unpackedBrowser() {
  const starter = path.join(cache, 'chromium-with-libraries');
  if (!existsSync(starter)) {
    say('解压浏览器 unpacking the browser that came by npm …');
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    const script = `const { default: chromium } = await import('@sparticuz/chromium'); console.log(await chromium.executablePath());`;
    const unpacked = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      encoding: 'utf8',
      // With this name set, the package unpacks the shared libraries as well.
      env: { ...process.env, TMPDIR: cache, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    if (unpacked.status !== 0) return null;
    const libraries = path.join(cache, 'al2023', 'lib');
    writeFileSync(
      starter,
      `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${unpacked.stdout.trim()}' "$@"\n`,
    );
    chmodSync(starter, 0o755);
  }
  return runs(starter) ? starter : null;
}

/**
 * Pages are drawn with fonts that hold no Chinese, so that a missing shipped font shows on every machine. DejaVu where
 * there is one, otherwise what the unpacked browser brought.
 */
function fewFonts() {
  const places = [
    '/usr/share/fonts/truetype/dejavu',
    '/usr/share/fonts/dejavu',
    '/usr/share/fonts/TTF',
    path.join(cache, 'fonts', 'fonts'),
  ];
  const folder = path.join(tmpdir(), `jiuhuan-fonts-${process.getuid?.() ?? 0}`);
  const file = path.join(folder, 'fonts.conf');
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${places.find((place) => existsSync(place)) ?? folder}</dir>
  <cachedir>${path.join(folder, 'cache')}</cachedir>
</fontconfig>
`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  return file;
}
