import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Topology } from 'topojson-specification';
import type { DrawingOrder } from '../packs/draw-aside.ts';
import { drawAnew } from '../packs/redrawn.ts';

/** Draws one map file anew, beside a server that has other things to do (`packs/draw-aside.ts`). */
const { path, changes } = workerData as DrawingOrder;
const drawing = drawAnew(JSON.parse(readFileSync(path, 'utf8')) as Topology, changes);
const { shapes, raster } = drawing.drawn?.survey ?? {};
const tables = [...Object.values(shapes ?? {}), ...Object.values(raster ?? {})];
const buffers = tables.flatMap((one) => (ArrayBuffer.isView(one) ? [one.buffer as ArrayBuffer] : []));
parentPort?.postMessage(drawing, [...new Set(buffers)]);
