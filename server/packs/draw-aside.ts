import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CellBodies } from '#shared/pack/cell.ts';
import type { Log } from '../log.ts';
import type { MapFile } from './loaded.ts';
import type { Drawing } from './redrawn.ts';

/** What the thread is told. */
export interface DrawingOrder {
  path: string;
  changes: CellBodies;
}

/** Draws a map file anew elsewhere; null: it could not, and who asked draws it. */
export type DrawAside = (file: MapFile, changes: CellBodies) => Promise<Drawing | null>;

/** Draws in a thread, one at a time however many ask: `program` is `draw-thread.ts`, built. */
export function drawAside(program: string, log: Log): DrawAside {
  let turn: Promise<unknown> = Promise.resolve();
  async function draw({ path }: MapFile, changes: CellBodies): Promise<Drawing | null> {
    try {
      const thread = new Worker(program, { workerData: { path, changes } satisfies DrawingOrder });
      const over = new AbortController();
      const ended = once(thread, 'exit', { signal: over.signal }).then(() => {
        throw new Error('the thread that draws grids ended');
      });
      const [drawing] = (await Promise.race([once(thread, 'message'), ended])) as [Drawing];
      over.abort();
      return drawing;
    } catch (error) {
      log.error({ err: error }, 'drawing grids in a thread failed');
      return null;
    }
  }
  return (file, changes) => {
    const mine = turn.then(() => draw(file, changes));
    turn = mine;
    return mine;
  };
}
