import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { keepsPace } from '../../../server/http/pace.ts';

async function door() {
  let taken = 0;
  const pace = keepsPace({ windowMs: 120, leastBytes: 100 });
  const server = createServer((req, res) =>
    pace(req, res, () => {
      const read = (): unknown => req.on('data', (part: Buffer) => (taken += part.length));
      req.once('end', () => res.end('kept'));
      if (req.url === '/late') setTimeout(read, 400);
      else read();
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  /** Sends `parts` of so many bytes, one every so often; what is answered until the line ends. */
  async function send(path: string, parts: number, bytes: number, everyMs: number): Promise<string> {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    let said = '';
    socket.on('data', (data) => (said += String(data)));
    const over = once(socket, 'close').then(() => true);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${parts * bytes}\r\n\r\n`,
    );
    for (let i = 0; i < parts; i++) {
      if (await Promise.race([over, pause(everyMs).then(() => false)])) break;
      socket.write('x'.repeat(bytes));
    }
    await over;
    return said;
  }
  return { send, taken: () => taken };
}

test('a body that drips is answered 408 and its line ended; one that comes slowly and steadily is taken, however long it is', async () => {
  const { send, taken } = await door();
  const [drips, comes] = await Promise.all([send('/', 100, 1, 50), send('/', 20, 100, 50)]);
  expect(drips).toMatch(/^HTTP\/1\.1 408 [^]*"reasonId":"too-slow"/);
  expect(comes).toMatch(/^HTTP\/1\.1 200 [^]*kept$/);
  expect(taken()).toBeLessThan(2_100);
});

test('what came and waits for us is not its sender’s fault', async () => {
  const { send } = await door();
  expect(await send('/late', 1, 50, 1)).toMatch(/^HTTP\/1\.1 200 /);
});
