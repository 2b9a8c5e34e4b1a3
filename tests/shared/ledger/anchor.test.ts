import { describe, expect, it } from 'vitest';
import { anchorLine, anchorText, readAnchorText, type Anchor } from '#shared/ledger/anchor.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';

const at = (index: number): Anchor => must(anchors[index], 'anchor');
const anchors: Anchor[] = [1, 2, 3].map((n) => ({
  jurisdiction: 'jiangyin',
  seq: n * 1_000,
  hash: String(n).repeat(64),
  at: 1_795_000_000_000 + n,
}));

describe('anchors outside the house', () => {
  it('come back from a file and from QR codes, mixed, with empty lines between', () => {
    const text = anchors.map((one, i) => (i === 1 ? anchorText(one) : anchorLine(one))).join('\r\n\n');
    expect(readAnchorText(`${text}\n`)).toEqual(anchors);
  });
  it('as a word are short enough for a code that a telephone reads from a screen', () => {
    const word = anchorText({ ...at(0), jurisdiction: 'xuxiake', seq: 999_999_999 });
    expect(word).toMatch(/^jiuhuan-anchor:1:xuxiake:999999999:/);
    expect(word.length).toBeLessThan(125);
  });
  it.each([
    'not an anchor',
    '{"jurisdiction":"jiangyin","seq":0,"hash":"x","at":1}',
    anchorText(at(0)).slice(0, -1),
    anchorText(at(0)).replace(':1000:', ':one:'),
    anchorLine(at(0)).replace('"seq"', '"extra":1,"seq"'),
  ])('refuses what is none, naming the line: %s', (bad) => {
    const read = readAnchorText(`${anchorLine(at(1))}\n${bad}`);
    expect(isRefusal(read) && read.field).toBe('line.2');
  });
});
