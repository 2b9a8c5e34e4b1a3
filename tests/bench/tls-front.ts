import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { ownCertificate } from '../support/certificate.ts';

/**
 * Speaks TLS before a house, byte for byte: browsers take files packed by Brotli over TLS alone, and no phone meets a house without.
 * Answers its address; a browser is told to take the certificate.
 */
export async function tlsFront(house: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-front-'));
  const { cert, key } = await ownCertificate(folder, 'DNS:localhost');
  const port = Number(new URL(house).port);
  const server = createServer({ cert, key, ALPNProtocols: ['http/1.1'] }, (phone) => {
    const line = connect(port, '127.0.0.1');
    phone.pipe(line).pipe(phone);
    phone.on('error', () => line.destroy());
    line.on('error', () => phone.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
