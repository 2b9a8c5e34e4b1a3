import WebSocket from 'ws';
import { must } from '#shared/kernel/must.ts';
import type { Op } from '#shared/views/view.ts';
import { decodeFrame, type Frame } from '#shared/wire/frame.ts';
import { protocolVersion } from '#shared/wire/version.ts';

/** A screen for crowds: it speaks the same wire as a browser and decodes all of it, without a store behind. */
export interface RawScreen {
  /** Bytes that came over the connection. */
  bytes(): number;
  /** Reads nothing any more. */
  pause(): void;
  close(): void;
}
export interface RawScreenOptions {
  url: string;
  jurisdiction: string;
  headers?: Record<string, string>;
  channels: readonly string[];
  sensors: 'all' | readonly number[] | null;
  onFrame?(frame: Frame): void;
  onPatch?(ops: readonly Op[]): void;
  onSnapshot?(channel: string, body: Uint8Array): void;
}

/** Resolves when the server has acknowledged all that was joined and watched. */
export function openRawScreen(options: RawScreenOptions): Promise<RawScreen> {
  const { url, jurisdiction, headers = {}, channels, sensors } = options;
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&jurisdiction=${jurisdiction}`;
  const socket = new WebSocket(address, { headers, perMessageDeflate: false });
  let stream: { bytesRead: number } | undefined;
  let announced: unknown[] = [];
  let lastSeen = 0;
  socket.on('upgrade', ({ socket: raw }) => (stream = raw));
  const asks: unknown[][] = [
    ['hello', { protocol: protocolVersion, screen: 'crowd' }],
    ...channels.map((channel) => ['join', { channel }]),
    ...(sensors === null ? [] : [['watch', { sensors }]]),
  ];

  return new Promise((resolve, reject) => {
    let answers = 0;
    const onText = (text: string): void => {
      if (text === '2') return socket.send('3');
      if (text.startsWith('0')) return socket.send('40');
      if (text.startsWith('40')) return asks.forEach((ask, i) => socket.send(`42${i}${JSON.stringify(ask)}`));
      if (text.startsWith('44')) return reject(new Error(text));
      const body = text.indexOf('[');
      const [name, content] = JSON.parse(text.slice(body)) as [string, { ops: Op[] }];
      if (text.startsWith('43')) {
        if ((JSON.parse(text.slice(body)) as { kind: string }[])[0]?.kind !== 'ok') reject(new Error(text));
        if (++answers === asks.length)
          resolve({
            bytes: () => must(stream, 'connection').bytesRead,
            pause: () => socket.pause(),
            close: () => socket.terminate(),
          });
      } else if (text.startsWith('451-')) announced = [name, content];
      else if (name === 'patch') options.onPatch?.(content.ops);
    };
    const onBytes = (bytes: Buffer): void => {
      const [name, content] = announced as [string, { channel: string }];
      if (name === 'snapshot') return options.onSnapshot?.(content.channel, bytes);
      const frame = must(decodeFrame(bytes), 'frame');
      if (Date.now() - lastSeen > 2_000) {
        lastSeen = Date.now();
        socket.send(`42["seen",{"tick":${frame.tick}}]`);
      }
      options.onFrame?.(frame);
    };
    socket.on('message', (data: Buffer, isBinary) => (isBinary ? onBytes(data) : onText(data.toString())));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server ended the connection')));
  });
}
