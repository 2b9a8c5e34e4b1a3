import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { openHotHouse } from './hot-house.ts';
import { sensingPack } from './sensing.ts';

/** An ingesting house in a process of its own, for tests that kill it. Its modules load before it is told to begin. */
export interface ChildOrder {
  url: string;
  port: number;
  sensors: number;
}

process.on('message', ({ url, port, sensors }: ChildOrder) => {
  void (async () => {
    const database = await openDatabase(url, openLog('silent'));
    await openHotHouse({ database, packs: [sensingPack({ sensors })], port });
    process.send?.('open');
  })();
});
process.send?.('ready');
