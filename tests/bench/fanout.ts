import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './children.ts';
import type { FanoutOrder } from './fanout-server.ts';
import { quantile, type BenchResult } from './result.ts';

const screens = 1_000;
const rounds = 3;
const warmMs = 3_000;
const windowMs = 8_000;

interface Got {
  frames: number;
  frameBytes: number;
  texts: number;
  textBytes: number;
}
interface Round extends Got {
  cpuSeconds: number;
  cpuPerMegabyte: number;
}

/**
 * CPU seconds of the serving process for each megabyte that 1,000 screens received, with 10,000 readings a second on
 * Longgang's 1,048 sensors and five facts a second; the limit is a bare WebSocket server that sends messages of the same
 * sizes at the same rates. Readings enter the hot lane inside the process: taking them in is the benchmark `ingest`.
 */
export async function run(): Promise<BenchResult> {
  const ours: Round[] = [];
  const bare: Round[] = [];
  const base = { sensors: 1_048, readingsPerSecond: 10_000, factsPerSecond: 5 };
  for (let i = 0; i < rounds; i++) {
    const mine = await round({ ...base, mode: 'ours', frameBytes: 0, textBytes: 0, textsPerSecond: 0 });
    ours.push(mine);
    bare.push(
      await round({
        ...base,
        mode: 'bare',
        frameBytes: Math.round(mine.frameBytes / mine.frames),
        textBytes: Math.round(mine.textBytes / mine.texts),
        textsPerSecond: mine.texts / screens / (windowMs / 1000),
      }),
    );
  }
  const middle = (list: Round[]): number =>
    quantile(
      list.map((one) => one.cpuPerMegabyte),
      0.5,
    );
  const expected = (windowMs / 250) * screens;
  return {
    name: 'fanout',
    ours: middle(ours),
    limit: middle(bare),
    ratio: middle(ours) / middle(bare),
    unit: 'CPU s/MB',
    n: rounds,
    detail: {
      screens,
      ...base,
      goal: 'ratio <= 2.0',
      framesTaken: ours.map(({ frames }) => frames / expected),
      megabytes: ours.map((one) => Math.round(megabytes(one))),
      cpuSeconds: { ours: ours.map((one) => one.cpuSeconds), bare: bare.map((one) => one.cpuSeconds) },
      frameBytes: Math.round((ours[0]?.frameBytes ?? 0) / (ours[0]?.frames ?? 1)),
    },
  };
}

async function round(order: FanoutOrder): Promise<Round> {
  const { child: server, first } = await startChild<{ port: number }>('fanout-server.ts', order);
  const load = await startChild('fanout-screens.ts', { mode: order.mode, port: first.port, count: screens });
  await sleep(warmMs);
  server.tell('begin');
  load.child.tell('begin');
  await sleep(windowMs);
  const [{ cpuSeconds }, got] = await Promise.all([
    server.ask<{ cpuSeconds: number }>('end'),
    load.child.ask<Got>('end'),
  ]);
  await Promise.all([load.child.end(), server.end()]);
  return { ...got, cpuSeconds, cpuPerMegabyte: cpuSeconds / megabytes(got) };
}

const megabytes = ({ frameBytes, textBytes }: Got): number => (frameBytes + textBytes) / 1e6;
