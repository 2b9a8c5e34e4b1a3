import type { Down } from '#shared/wire/down.ts';
import type { Message } from './channel.ts';

/**
 * What many screens get is laid out as bytes of the WebSocket once, and each screen's socket is handed the same buffer.
 * What is laid out is plain Socket.IO: an event is the text `42[name,body]`; one with an attachment is two messages, a text
 * `451-[name,…]` with a placeholder for the bytes, and the bytes.
 */
const textMessage = 0x81;
const binaryMessage = 0x82;
const placeholder = { _placeholder: true, num: 0 };
const frameAnnouncement = textPacket(`451-${JSON.stringify(['frame', placeholder])}`);

/** The bytes of a `frame` event. */
export function framePacket(frame: Uint8Array): Buffer {
  return Buffer.concat([frameAnnouncement, header(binaryMessage, frame.length), frame]);
}

const laidOut = new WeakMap<Down['snapshot'] | Down['patch'], Buffer>();

/** The bytes of a message of a channel, made once however many screens it goes to. */
export function channelPacket(message: Message): Buffer {
  const known = laidOut.get(message.body);
  if (known) return known;
  const made =
    message.name === 'patch'
      ? textPacket(`42${JSON.stringify(['patch', message.body])}`)
      : snapshotPacket(message.body);
  laidOut.set(message.body, made);
  return made;
}

function snapshotPacket({ body, ...head }: Down['snapshot']): Buffer {
  const announcement = `451-${JSON.stringify(['snapshot', { ...head, body: placeholder }])}`;
  return Buffer.concat([textPacket(announcement), header(binaryMessage, body.length), body]);
}

function textPacket(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([header(textMessage, bytes.length), bytes]);
}

/** The messages of a packet as Engine.IO's own transports take them: texts without their type, and bytes. For lines without a WebSocket. */
export function messagesOf(packet: Buffer): (string | Buffer)[] {
  const messages: (string | Buffer)[] = [];
  for (let at = 0; at < packet.length;) {
    const kind = packet.readUInt8(at);
    const short = packet.readUInt8(at + 1);
    const [head, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, packet.readUInt16BE(at + 2)]
          : [10, Number(packet.readBigUInt64BE(at + 2))];
    const body = packet.subarray(at + head, at + head + length);
    // Each text begins with `4`, Engine.IO's word for a message, which its transports write themselves.
    messages.push(kind === textMessage ? body.toString('utf8', 1) : body);
    at += head + length;
  }
  return messages;
}

/** Head of an unfragmented, unmasked WebSocket message (RFC 6455, 5.2). */
function header(kind: number, length: number): Buffer {
  if (length < 126) return Buffer.from([kind, length]);
  if (length < 65_536) return Buffer.from([kind, 126, length >> 8, length & 255]);
  const bytes = Buffer.alloc(10);
  bytes[0] = kind;
  bytes[1] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}
