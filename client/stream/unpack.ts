import { z } from 'zod';
import { down } from '#shared/wire/down.ts';
import type { Op } from '#shared/views/view.ts';

const rows = z.array(down.patch.shape.ops.element);

/** The rows of a snapshot: JSON, gzipped unless it was small. Throws when the bytes are neither. */
export async function unpackRows(body: Uint8Array): Promise<Op[]> {
  const gzipped = body[0] === 0x1f && body[1] === 0x8b;
  const stream = new Blob([body.slice()]).stream();
  const text = await new Response(
    gzipped ? stream.pipeThrough(new DecompressionStream('gzip')) : stream,
  ).text();
  return rows.parse(JSON.parse(text));
}
