import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { NodePort } from './port.ts';

/** A piece: number of its parcel (uint32), its place (uint16) and how many there are (uint16), then bytes of deflated JSON. */
const headBytes = 8;
/** An unfinished parcel of a node is forgotten when a later one of it begins. */
interface Gathering {
  number: number;
  pieces: (Buffer | undefined)[];
}

/** Sends what may be larger than one message to all other nodes, as JSON. Answers how to send on `topic`. */
export function openParcels(node: NodePort, topic: string): (body: unknown) => void {
  let number = 0;
  return (body) => {
    const bytes = deflateRawSync(JSON.stringify(body), { level: 1 });
    const room = Math.min(node.mostBytes, bytes.length + headBytes) - headBytes;
    const pieces = Math.max(1, Math.ceil(bytes.length / room));
    number = (number + 1) >>> 0;
    for (let i = 0; i < pieces; i++) {
      const piece = Buffer.alloc(headBytes);
      piece.writeUInt32LE(number, 0);
      piece.writeUInt16LE(i, 4);
      piece.writeUInt16LE(pieces, 6);
      node.tell(topic, Buffer.concat([piece, bytes.subarray(i * room, (i + 1) * room)]));
    }
  };
}

/** Calls `heard` with each parcel that came whole. */
export function hearParcels(
  node: NodePort,
  topic: string,
  heard: (body: unknown, from: string) => void,
): void {
  const gathered = new Map<string, Gathering>();
  node.onGone((gone) => void gathered.delete(gone));
  node.hear(topic, (piece, from) => {
    const [number, place, count] = [piece.readUInt32LE(0), piece.readUInt16LE(4), piece.readUInt16LE(6)];
    const before = gathered.get(from);
    const now =
      before?.number === number
        ? before
        : { number, pieces: Array.from({ length: count }, (): Buffer | undefined => undefined) };
    now.pieces[place] = piece.subarray(headBytes);
    gathered.set(from, now);
    const whole = now.pieces.flatMap((one) => one ?? []);
    if (whole.length < count) return;
    gathered.delete(from);
    heard(JSON.parse(inflateRawSync(Buffer.concat(whole)).toString()), from);
  });
}
