// `npm run pack`: the built tree with the Node that runs this, the packages it needs and its units, as one file for machines of this kind
// that have neither Node nor npm.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensureBuilt, root, run, say } from './setup.mjs';

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const name = `jiuhuan-${version}-${process.platform}-${process.arch}`;
const stage = path.join(root, 'dist', 'pack');
const folder = path.join(stage, name);
const file = path.join(root, 'dist', `${name}.tar.gz`);

await ensureBuilt();
say(`打包 packing ${path.relative(root, file)} …`);
await rm(stage, { recursive: true, force: true });
await mkdir(path.join(folder, 'bin'), { recursive: true });
for (const part of ['LICENSE', 'README.md', 'package.json', 'docs', 'public', 'dist/client', 'dist/server'])
  await cp(path.join(root, part), path.join(folder, part), { recursive: true });
await copyPacks();
await copyPackages();
await mkdir(path.join(folder, 'node', 'bin'), { recursive: true });
await copyFile(process.execPath, path.join(folder, 'node', 'bin', 'node'));
await writePrograms();
await run(
  'tar',
  [
    ...['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'],
    ...['-czf', file, '-C', stage, name],
  ],
  'the file could not be written',
);
await rm(stage, { recursive: true, force: true });
const hash = createHash('sha256');
await pipeline(createReadStream(file), hash);
const digest = hash.digest('hex');
writeFileSync(`${file}.sha256`, `${digest}  ${path.basename(file)}\n`);
say(`完成 done: ${file}\n  sha256 ${digest}`);

/** The private files of packs: data alone, the code of that folder is in the bundle. */
async function copyPacks() {
  const packs = path.join(root, 'server', 'packs');
  for (const one of await readdir(packs, { withFileTypes: true }))
    if (one.isDirectory())
      await cp(path.join(packs, one.name), path.join(folder, 'server', 'packs', one.name), {
        recursive: true,
      });
}

/** What `package-lock.json` names for a running server, as it is installed here: nothing is fetched. */
async function copyPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  for (const [at, { dev, devOptional }] of Object.entries(packages)) {
    const from = path.join(root, at);
    if (at === '' || dev || devOptional || !existsSync(from)) continue;
    const nested = path.join(from, 'node_modules');
    // Packages inside of packages stand in the list by themselves.
    // The database's libraries are links to each other.
    await cp(from, path.join(folder, at), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (one) => one !== nested,
    });
  }
}

/** `bin/jiuhuan`, and the units with the Node inside. */
async function writePrograms() {
  const programs = ['doctor', 'verify', 'bind', 'rehearse', 'move'];
  const lines = [
    '#!/bin/sh',
    `# jiuhuan: the server. jiuhuan doctor|backup|restore|verify|bind|rehearse|move …: what an operator does beside it.`,
    'set -e',
    'cd "$(dirname "$(readlink -f "$0")")/.."',
    'what="${1:-serve}"',
    '[ $# -eq 0 ] || shift',
    'node="node/bin/node --enable-source-maps"',
    'case "$what" in',
    '  serve) exec $node --max-semi-space-size=32 dist/server/main.js "$@" ;;',
    '  backup | restore) exec $node dist/server/backup.js "$what" "$@" ;;',
    `  ${programs.join(' | ')}) exec $node "dist/server/$what.js" "$@" ;;`,
    '  *) echo "jiuhuan: there is no \\"$what\\"" >&2; exit 2 ;;',
    'esac',
    '',
  ];
  const program = path.join(folder, 'bin', 'jiuhuan');
  await writeFile(program, lines.join('\n'));
  await chmod(program, 0o755);
  const units = path.join(folder, 'docs', 'deploy');
  for (const one of await readdir(units)) {
    if (!one.endsWith('.service')) continue;
    const unit = readFileSync(path.join(units, one), 'utf8');
    await writeFile(path.join(units, one), unit.replaceAll('/usr/bin/node', '/opt/jiuhuan/node/bin/node'));
  }
}
