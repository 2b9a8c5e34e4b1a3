import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Listens, and answers the address at which this machine itself reaches it. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const open = typeof address === 'object' && address ? address.port : port;
  return `${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${open}`;
}

/** Throws, naming the setting, when a port is taken; 0 is always free. */
export async function checkFree(setting: string, port: number, host: string): Promise<void> {
  const probe = createServer();
  try {
    await listen(probe, port, host);
    await once(probe.close(), 'close');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken: set ${setting} to another one`, { cause: error });
  }
}
