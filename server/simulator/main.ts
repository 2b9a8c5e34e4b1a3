import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import type { DemoFile } from '../access/demo.ts';
import { openLog } from '../log.ts';
import { openPacks } from '../packs/load.ts';
import { packFolders } from '../packs/folders.ts';
import { startClues } from './clues.ts';
import { startDevices } from './devices.ts';
import { startLamps } from './lamps.ts';
import { startPeople } from './people.ts';
import { startSigns } from './signs.ts';
import { startSeries } from './series.ts';

/**
 * A living county in a process of its own, which knocks at the same doors as a real one: MQTT and HTTP.
 * `--scale 5` multiplies its rates, `--seed 7` chooses its dice, `--server http://…`, `--mqtt mqtt://…`, `--only jiangyin,longgang`.
 */
const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    mqtt: { type: 'string' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '20261122' },
    only: { type: 'string', default: '' },
  },
});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
if (process.send && !process.connected) process.exit(0);
const config = readConfig();
const log = openLog(config.LOG_LEVEL);
const base = values.server ?? `http://127.0.0.1:${config.PORT}`;
const mqttUrl = values.mqtt ?? config.MQTT_URL ?? `mqtt://127.0.0.1:${config.MQTT_PORT}`;
const scale = Number(values.scale);
const seed = Number(values.seed);
if (!(scale > 0) || !Number.isInteger(seed))
  throw new Error('--scale is a number above 0, --seed a whole number');

const demo = JSON.parse(await readFile(path.join(config.dataDir, 'demo.json'), 'utf8')) as DemoFile;
const only = values.only.split(',').filter(Boolean);
const { packs } = await openPacks({ ...packFolders(), only: only.length > 0 ? only : config.PACKS });
const running = packs.flatMap((pack) => {
  const jurisdiction = demo.jurisdictions[pack.id];
  if (!jurisdiction) return [];
  return [
    startDevices({ pack, mqttUrl, tokens: jurisdiction.sources, seed, scale, log }),
    startLamps({ pack, mqttUrl, tokens: jurisdiction.sources, seed, scale, log }),
    startSeries({ pack, base, token: jurisdiction.sources['outside-systems'] ?? '', seed, log }),
    startClues({ pack, base, token: jurisdiction.sources['outside-systems'] ?? '', seed, log }),
    startSigns({ pack, base, tokens: jurisdiction.systems ?? {}, seed, log }),
    startPeople({ pack, demo: jurisdiction, password: demo.password, base, seed, scale, log }),
  ];
});
log.info({ counties: packs.map((pack) => pack.id), scale, seed }, 'the pretend counties are awake');

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  // A door that does not answer any more is not waited for.
  setTimeout(() => process.exit(0), 5_000).unref();
  void Promise.all(running.map((part) => part.stop())).then(() => process.exit(0));
};
// Whoever started it is gone, perhaps before this line.
if (process.send) {
  process.on('disconnect', stop);
  if (!process.connected) stop();
}
process.on('SIGHUP', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
