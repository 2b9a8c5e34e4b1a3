import WebSocket from 'ws';
import { once } from 'node:events';
import { openRawScreen } from './raw-screen.ts';

/** The load process of `fanout`: screens that take and decode everything. */
const { mode, port, count } = JSON.parse(process.argv[2] ?? '') as {
  mode: string;
  port: number;
  count: number;
};
const got = { frames: 0, frameBytes: 0, texts: 0, textBytes: 0, values: 0 };

const openOurs = async (): Promise<void> => {
  await openRawScreen({
    url: `http://127.0.0.1:${port}`,
    jurisdiction: 'toy',
    sensors: 'all',
    channels: ['board:all', 'sensing:all'],
    onFrame(frame) {
      got.frames += 1;
      got.values += frame.sensors.length;
      got.frameBytes += 16 + frame.sensors.length * 13;
    },
    onPatch(ops) {
      got.texts += 1;
      got.textBytes += JSON.stringify(ops).length;
    },
  });
};
const openBare = async (): Promise<void> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  socket.on('message', (data: Buffer, isBinary) => {
    got[isBinary ? 'frames' : 'texts'] += 1;
    got[isBinary ? 'frameBytes' : 'textBytes'] += data.length;
  });
};

for (let done = 0; done < count; done += 20)
  await Promise.all(Array.from({ length: 20 }, mode === 'ours' ? openOurs : openBare));
process.on('message', (word) => {
  if (word === 'begin') Object.assign(got, { frames: 0, frameBytes: 0, texts: 0, textBytes: 0, values: 0 });
  else if (word === 'end') process.send?.(got);
  else process.exit(0);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ open: count });
