import { Worker } from 'node:worker_threads';
import type { WritePast, WrittenPast } from './tell.ts';

/** What the thread is told. */
export interface PastOrder {
  url: string;
  id: string;
  now: number;
  days: number;
  /** Where the checked packs are kept, and the stamp of their code. */
  keeping: { folder: string; code: string } | null;
}
/** What it tells. */
export type PastNews = { share: number } | { written: WrittenPast | null };

/**
 * Writes pasts in a thread each, over a line of its own: making one takes a processor as long as all else of a first start.
 * `program` is `past-thread.ts`, built.
 */
export function pastAside(program: string, url: string, keeping: PastOrder['keeping']): WritePast {
  return ({ id }, { now, days, progress }) =>
    new Promise((resolve, reject) => {
      const order: PastOrder = { url, id, now, days, keeping };
      // Matters live until the past is told: a larger nursery spares moving them twice.
      const thread = new Worker(program, {
        workerData: order,
        resourceLimits: { maxYoungGenerationSizeMb: 96 },
      });
      thread.on('message', (news: PastNews) => {
        if ('share' in news) progress(news.share);
        else resolve(news.written);
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error(`the thread that told the past of ${id} ended`)));
    });
}
