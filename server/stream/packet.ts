/**
 * A frame of readings goes to hundreds of screens: it is laid out as bytes of the WebSocket once, and each screen's socket
 * gets the same buffer. What is laid out is plain Socket.IO: the event `frame` with one binary attachment, which is two
 * messages, a text that announces it and the bytes.
 */
const announcement = Buffer.from('451-["frame",{"_placeholder":true,"num":0}]');
const textMessage = 0x81;
const binaryMessage = 0x82;

/** The bytes on the WebSocket of one `frame` event, from server to screen. */
export function framePacket(frame: Uint8Array): Buffer {
  return Buffer.concat([
    header(textMessage, announcement.length),
    announcement,
    header(binaryMessage, frame.length),
    frame,
  ]);
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
