import { setTimeout as pause } from 'node:timers/promises';
import { openDoorman } from './access/doorman.ts';
import type { Config } from './config.ts';
import { closeInTurn } from './running/close-in-turn.ts';
import { checkFree } from './listen.ts';
import type { Log } from './log.ts';
import { readCertificate } from './running/tls.ts';
import { isGone } from './storage/absence.ts';
import { openFaces, type Faces } from './house/faces.ts';
import { openGround, type HouseGround, type HouseOptions } from './house/ground.ts';
import { openLanes } from './house/lanes.ts';

export interface House extends Faces {
  /**
   * Takes no more, answers what was taken, stores it, lets the screens go, and stops PostgreSQL last. Throws, with the rest
   * left as it is, when the database does not come back: nobody could answer any more. `drained` is called when only
   * PostgreSQL is left.
   */
  stop(drained?: () => void): Promise<void>;
}

/** Opens every room and joins them; throws, with everything closed again, when one does not open. */
export async function openHouse(config: Config, log: Log, options: HouseOptions = {}): Promise<House> {
  const closing = closeInTurn(log);
  const opening = openRooms(config, log, options, closing);
  try {
    return await Promise.race([opening, broken(options.breaking?.signal)]);
  } catch (error) {
    opening.catch(() => undefined);
    await Promise.race([closing.all(), pause(options.breaking?.patienceMs ?? openingPatienceMs)]);
    throw error;
  }
}

/** A room that does not close holds up a start that failed for so long. */
const openingPatienceMs = 10_000;

async function openRooms(
  config: Config,
  log: Log,
  options: HouseOptions,
  closing: ReturnType<typeof closeInTurn>,
): Promise<House> {
  // Asked first: a first start works for a minute before it comes to its doors.
  await checkFree('PORT', config.PORT, config.HOST);
  const certificate = await readCertificate(config);
  if (config.MQTT_URL === undefined) {
    await checkFree('MQTT_PORT', config.MQTT_PORT, certificate ? '127.0.0.1' : config.HOST);
    if (certificate) await checkFree('MQTTS_PORT', config.MQTTS_PORT, config.HOST);
  }
  const ground = await openGround(config, log, options, closing.onStop);
  // Neither needs the other; both are waited for, so that a fault in one leaves nothing of the other.
  const [lanes, access] = [openLanes(ground), openDoorman({ ...ground, settings: config })];
  await Promise.allSettled([lanes, access]);
  const faces = await openFaces(ground, await lanes, await access, certificate);
  return { ...faces, stop: (drained) => stopWhileDatabase(ground, () => closing.all(drained)) };
}

function broken(signal?: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal?.reason as Error);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

async function stopWhileDatabase(
  { database, roomsEnded, patienceMs }: HouseGround,
  stop: () => Promise<void>,
): Promise<void> {
  const stopped = stop();
  if (await Promise.race([stopped.then(() => false), isGone(database, patienceMs, roomsEnded)]))
    throw new Error('the database is gone: who waits for it gets no answer');
  await stopped;
}
