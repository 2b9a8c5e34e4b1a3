import { z } from 'zod';
import { refuse, type Refusal } from '../kernel/refusal.ts';

/** SHA-256 in lower-case hexadecimal digits. */
export const hashText = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Where a ledger stood at an instant. Kept elsewhere it shows what nobody can see in the ledger alone: that its end was cut
 * off, or that a whole new chain stands in its place.
 */
export const anchor = z.strictObject({
  jurisdiction: z
    .string()
    .max(64)
    .regex(/^[^\s:]+$/),
  seq: z.number().int().min(1),
  hash: hashText,
  at: z.number().int().min(0),
});
export type Anchor = z.infer<typeof anchor>;

const mark = 'jiuhuan-anchor:1';

/** An anchor as a line of an anchor file. */
export function anchorLine({ jurisdiction, seq, hash, at }: Anchor): string {
  return JSON.stringify({ jurisdiction, seq, hash, at });
}

/** An anchor as one short word that says what it is: what its QR code holds. */
export function anchorText({ jurisdiction, seq, hash, at }: Anchor): string {
  return [mark, jurisdiction, seq, at, hash].join(':');
}

/** The anchors of a text: lines of anchor files and words of QR codes, in any order. Refuses the first line that is neither. */
export function readAnchorText(text: string): Anchor[] | Refusal {
  const found: Anchor[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const read = anchor.safeParse(line.startsWith(mark) ? wordOf(line) : jsonOf(line));
    if (!read.success) return refuse('invalid', 'line-no-anchor', { line: index + 1 }, `line.${index + 1}`);
    found.push(read.data);
  }
  return found;
}

function wordOf(line: string): unknown {
  const [jurisdiction, seq, at, hash] = line.slice(mark.length + 1).split(':');
  return { jurisdiction, seq: Number(seq), hash, at: Number(at) };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
