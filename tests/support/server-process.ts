import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface ServerProcess {
  url: string;
  mqttUrl: string;
  child: ChildProcess;
  /** Its log up to now. */
  said(): string;
  /** Sends a signal and waits for the end; the answer is its exit code, null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The server as an operator runs it, in a process of its own, on free ports; resolves when it is ready. */
export async function startServer(
  dataDir: string,
  more: Record<string, string> = {},
): Promise<ServerProcess> {
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: '0',
    MQTT_PORT: '0',
    DEMO: '1',
    DEMO_DAYS: '0',
    PACKS: 'jiangyin',
    LOG_LEVEL: 'error',
    ...more,
  };
  // `npm test` has built it; in a single run of a test the sources count.
  const program =
    process.env['BUILT'] === '1' ? ['dist/server/main.js'] : ['--import', 'tsx', 'server/programs/main.ts'];
  const child = spawn(process.execPath, ['--enable-source-maps', ...program], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => said.push(piece.toString()));
  const gone = once(child, 'exit') as Promise<[number | null]>;
  const ready = (async () => {
    for (;;) {
      const [message] = (await once(child, 'message')) as [{ ready?: { url: string; mqttUrl: string } }];
      if (message.ready) return message.ready;
    }
  })();
  const places = await Promise.race([
    ready,
    gone.then(([code]) => Promise.reject(new Error(`the server ended with ${code}\n${said.join('')}`))),
  ]);
  return {
    ...places,
    child,
    said: () => said.join(''),
    async end(signal) {
      child.kill(signal);
      return (await gone)[0];
    },
  };
}
