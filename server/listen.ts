import { once } from 'node:events';
import { createServer, isIPv6, type Server } from 'node:net';

/** All addresses of both families, and of the one on a machine that has no other. */
const everywhere = '::';
const noSuchFamily = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/** Listens, and answers the address at which this machine itself reaches it. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  const open = (at: string): Promise<unknown> => {
    server.listen(port, at);
    return once(server, 'listening');
  };
  await open(host).catch((error: NodeJS.ErrnoException) => {
    if (host !== everywhere || !noSuchFamily.includes(error.code ?? '')) throw error;
    return open('0.0.0.0');
  });
  const address = server.address();
  return reachedAt(host, typeof address === 'object' && address ? address.port : port);
}

/** Where this machine itself reaches what listens at a host, as it stands in a URL. */
export function reachedAt(host: string, port: number): string {
  const near = host === '0.0.0.0' || host === everywhere ? '127.0.0.1' : host;
  return `${isIPv6(near) ? `[${near}]` : near}:${port}`;
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
