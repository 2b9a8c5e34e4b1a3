import type { Duplex } from 'node:stream';

/**
 * The PUBACKs of one connection. A commit acknowledges thousands of messages at once, so they are written here, all of one
 * turn in one piece, rather than one by one through the broker.
 */
export interface Acks {
  add(messageId: number): void;
}

/** A client that leaves this many bytes of acknowledgements unread is gone or hostile. */
const mostUnread = 1_048_576;

/** Makes the acknowledgements of a connection. */
export function makeAcks(conn: Duplex): Acks {
  let ids: number[] = [];
  function flush(): void {
    const due = ids;
    ids = [];
    if (conn.destroyed || !conn.writable) return;
    const bytes = Buffer.allocUnsafe(due.length * 4);
    due.forEach((id, i) => {
      bytes.writeUInt16BE(0x4002, i * 4);
      bytes.writeUInt16BE(id, i * 4 + 2);
    });
    conn.write(bytes);
    if (conn.writableLength > mostUnread) conn.destroy();
  }
  return {
    add(messageId) {
      if (ids.length === 0) process.nextTick(flush);
      ids.push(messageId);
    },
  };
}
