import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ownCertificate } from './certificate.ts';
import { must } from '#shared/kernel/must.ts';
import { freePorts } from './ports.ts';

const deploy = path.resolve(import.meta.dirname, '../../docs/deploy');

/** A web server before the house, with TLS, by the file that `docs/deploy` ships. */
export interface WebProxy {
  /** `https://localhost:<port>`. */
  url: string;
  stop(): Promise<void>;
}

interface Before {
  /** Port of the house. */
  port: number;
  basePath: string;
}

/** nginx (Debian: `nginx-light`) by `nginx.conf`. */
export async function startNginx(before: Before): Promise<WebProxy> {
  return start(before, async (place, port) => {
    const shipped = await readFile(path.join(deploy, 'nginx.conf'), 'utf8');
    const site = shipped
      .replaceAll(
        /listen (\[::\]:)?443 ssl/g,
        (_, six: string | undefined) => `listen ${six ?? ''}${port} ssl`,
      )
      .replace('127.0.0.1:8080', `127.0.0.1:${before.port}`)
      .replace('/etc/ssl/jiuhuan/fullchain.pem', place('cert.pem'))
      .replace('/etc/ssl/jiuhuan/privkey.pem', place('key.pem'))
      .replace('location / {', `location ${before.basePath}/ {`);
    const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${place(name)};`,
    );
    const frame = `daemon off; pid ${place('nginx.pid')}; error_log ${place('error.log')}; events {}
      http { access_log off; ${scratch.join(' ')} ${site} }`;
    await writeFile(place('nginx.conf'), frame);
    return ['nginx', '-c', place('nginx.conf')];
  });
}

/** Caddy (Debian: `caddy`) by `Caddyfile`. */
export async function startCaddy(before: Before): Promise<WebProxy> {
  return start(before, async (place, port) => {
    const shipped = await readFile(path.join(deploy, 'Caddyfile'), 'utf8');
    const site = shipped
      .replace(
        'centre.example {',
        `https://localhost:${port} {\n\ttls ${place('cert.pem')} ${place('key.pem')}`,
      )
      .replace(
        '\treverse_proxy 127.0.0.1:8080 {',
        `\treverse_proxy ${before.basePath}/* 127.0.0.1:${before.port} {`,
      );
    await writeFile(place('Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', place('Caddyfile')];
  });
}

async function start(
  { basePath }: Before,
  prepare: (place: (name: string) => string, port: number) => Promise<string[]>,
): Promise<WebProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-web-'));
  const place = (name: string): string => path.join(folder, name);
  await ownCertificate(folder, 'DNS:localhost');
  const port = must((await freePorts(1))[0], 'a port');
  const [program = '', ...args] = await prepare(place, port);
  const child: ChildProcess = spawn(program, args, {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-2_000)));
  const url = `https://localhost:${port}`;
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    const asked = ['-sk', '-o', '/dev/null', '-w', '%{http_code}', `${url}${basePath}/healthz`];
    return promisify(execFile)('curl', asked).then(
      ({ stdout }) => stdout === '200',
      () => false,
    );
  };
  while (!(await answers())) await pause(100);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
