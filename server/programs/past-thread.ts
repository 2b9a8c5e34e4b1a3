import { parentPort, workerData } from 'node:worker_threads';
import { must } from '#shared/kernel/must.ts';
import { openLog } from '../log.ts';
import { packFolders } from '../packs/folders.ts';
import { loadPacks } from '../packs/load.ts';
import type { PastNews, PastOrder } from '../past/aside.ts';
import { writePast } from '../past/tell.ts';
import { openDatabase } from '../storage/database.ts';

/** Makes and writes the past of one demo county (`past/aside.ts`). */
const { url, id, now, days, keeping } = workerData as PastOrder;
const say = (news: PastNews): void => parentPort?.postMessage(news);
const onFault = (): void => undefined;
const packs = await loadPacks({ ...packFolders(), only: [id], keeping: keeping && { ...keeping, onFault } });
const database = await openDatabase(url, openLog('silent'), { connections: 1 });
try {
  const progress = (share: number): void => say({ share });
  say({ written: await writePast(database)(must(packs[0], id), { now, days, progress }) });
} finally {
  await database.close();
}
