import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { openStage, openWorld } from '../support/stage.ts';
import { duty } from '../support/incident-world.ts';
import { testReport } from '../support/county.ts';

/** The serving process of `fanout`: our stream or bare sockets that send as many bytes in as many messages. */
export interface FanoutOrder {
  mode: 'ours' | 'bare';
  sensors: number;
  readingsPerSecond: number;
  factsPerSecond: number;
  /** Mean bytes of what ours sent to a screen. */
  frameBytes: number;
  textBytes: number;
  textsPerSecond: number;
}
const tickMs = 250;

const order = JSON.parse(process.argv[2] ?? '') as FanoutOrder;
const port = await (order.mode === 'ours' ? serveOurs() : serveBare());
let began = process.cpuUsage();
process.on('message', (word) => {
  if (word === 'begin') began = process.cpuUsage();
  else if (word === 'end') {
    const { user, system } = process.cpuUsage(began);
    process.send?.({ cpuSeconds: (user + system) / 1e6 });
  } else process.exit(0);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port });

async function serveOurs(): Promise<number> {
  const world = openWorld(order.sensors);
  for (let i = 0; i < 500; i++) world.record.send(testReport(), duty);
  const stage = await openStage(world, { tickMs });
  let sensor = 0;
  setInterval(() => {
    const now = Date.now();
    for (let i = 0; i < order.readingsPerSecond / 100; i++) {
      sensor = (sensor + 1) % order.sensors;
      world.hotLane.measure(sensor, Math.random() * 10, now);
    }
  }, 10);
  setInterval(() => world.record.send(testReport(), duty), 1000 / order.factsPerSecond);
  return stage.port;
}

async function serveBare(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const frame = Buffer.alloc(order.frameBytes, 7);
  const text = 'x'.repeat(order.textBytes);
  setInterval(() => {
    for (const client of sockets.clients) client.send(frame);
  }, tickMs);
  setInterval(() => {
    for (const client of sockets.clients) client.send(text);
  }, 1000 / order.textsPerSecond);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
