import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { nextFrame, parameterSets, wholeFrame, type Frame } from '../../server/simulator/video/h264.ts';
import { drawScene, height, width } from '../../server/simulator/video/scene.ts';

/** RTP packets (RFC 6184) of one H.264 unit: alone, or in fragments. */
function* packetsOf(unit: Uint8Array): Generator<Uint8Array> {
  const most = 1_150;
  if (unit.length <= most) return void (yield unit);
  const header = unit[0] ?? 0;
  for (let from = 1; from < unit.length; from += most) {
    const part = unit.subarray(from, from + most);
    const ends = (from === 1 ? 0x80 : 0) | (from + most >= unit.length ? 0x40 : 0);
    yield Uint8Array.of((header & 0xe0) | 28, ends | (header & 0x1f), ...part);
  }
}

export interface SentCamera {
  /** Where it is sent from. */
  port: number;
  send(on: boolean): void;
  stop(): void;
}

/** Sends what a pretend camera sees to a port of loopback as cameras do: four frames a second, one of each four needs no other. */
export async function sendCamera(
  camera: { id: string; name: string },
  to: { port: number; payload: number; sends: boolean },
): Promise<SentCamera> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const sets = parameterSets(width, height);
  const perSecond = 4;
  const began = Date.now();
  let [n, serial, sends]: [number, number, boolean] = [0, 0, to.sends];
  let before: Frame | null = null;
  function send(units: readonly Uint8Array[], at: number): void {
    const packets = units.flatMap((unit) => [...packetsOf(unit)]);
    for (const [i, packet] of packets.entries()) {
      const head = Buffer.alloc(12);
      head.writeUInt8(0x80, 0);
      head.writeUInt8(to.payload | (i === packets.length - 1 ? 0x80 : 0), 1);
      head.writeUInt16BE(serial++ % 2 ** 16, 2);
      head.writeUInt32BE((at * 90) % 2 ** 32, 4);
      head.writeUInt32BE(0x4a4a_0001, 8);
      socket.send(Buffer.concat([head, packet]), to.port, '127.0.0.1');
    }
  }
  const timer = setInterval(() => {
    if (!sends) return;
    const at = Date.now();
    const frame = drawScene(camera, at);
    const i = n++ % perSecond;
    if (before && i > 0) send([nextFrame(frame, before, i)], at - began);
    else send([sets.sps, sets.pps, wholeFrame(frame, n)], at - began);
    before = frame;
  }, 1_000 / perSecond);
  return {
    port: socket.address().port,
    send: (on) => void (sends = on),
    stop() {
      clearInterval(timer);
      socket.close();
    },
  };
}
