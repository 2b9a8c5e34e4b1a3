import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writtenLook } from './written-look.ts';

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0) ?? 0};`);

/** Where the style of written pages lies below the base path, and the picture that stands in a browser's tab. */
export const lookAddress = '/pages.css';
const icon = '/icons/rings.svg';

/**
 * A page that the server writes itself, without a script: every one is made here, so that every one has the shipped typeface, an icon
 * and a width on phones. `head` and `body` are HTML; the title is text. A page with a look of its own brings it in `head`.
 */
export function writtenPage(
  base: string,
  { title, head, body }: { title: string; head?: string; body: string },
): string {
  const look = head ?? `<link rel="stylesheet" href="${base}${lookAddress}">`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><link rel="icon" type="image/svg+xml" href="${base}${icon}">${look}</head><body>${body}</body></html>`;
}

/**
 * The style of written pages, with the faces of the typeface that the pages of the client are drawn with, as the build named them. A
 * machine may hold no Chinese at all; before a build there are no faces either.
 */
export async function lookWithFaces(clientDir: string | null): Promise<string> {
  const assets = clientDir && path.join(clientDir, 'assets');
  const names = assets ? await readdir(assets).catch(() => []) : [];
  const sheets = await Promise.all(
    names
      .filter((name) => name.endsWith('.css'))
      .map((name) => readFile(path.join(String(assets), name), 'utf8')),
  );
  const faces = new Set(sheets.flatMap((sheet) => sheet.match(/@font-face\s*\{[^}]*\}/gu) ?? []));
  // Addresses in a sheet are relative to it; this one lies above the others.
  return [...faces].map((face) => face.replaceAll('url(./', 'url(./assets/')).join('') + writtenLook;
}
