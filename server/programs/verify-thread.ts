import { parentPort, workerData } from 'node:worker_threads';
import type { Verification } from '../ledger/verify-aside.ts';
import { openFiles, type PlaceOfFiles } from '../evidence/place.ts';
import { openVolumes } from '../ledger/volumes.ts';
import { verifyChain } from '../ledger/verify.ts';
import { openLog } from '../log.ts';
import { openDatabase } from '../storage/database.ts';

/** Walks one ledger over a line of its own, beside a server that has other things to do (`ledger/verify-aside.ts`). */
const { url, jurisdiction, place } = workerData as Verification;
const database = await openDatabase(url, openLog('silent'), { connections: 1 });
try {
  const volumes = openVolumes(database, await openFiles(place as PlaceOfFiles));
  parentPort?.postMessage(await verifyChain(database, jurisdiction, undefined, volumes));
} finally {
  await database.close();
}
