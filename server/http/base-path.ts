import type { IncomingMessage, Server } from 'node:http';
import type { Language } from '#shared/kernel/localized.ts';

/** As express keeps it: the address as the browser asked for it, by which cookies are judged. */
type Asked = IncomingMessage & { originalUrl?: string };

/**
 * Lets the house stand below a base path: what is asked for there is answered as if it stood at the top. A proxy may hand on the
 * whole address or take the base path off itself; probes of the machine need none. To be called when all listeners are there:
 * WebSockets and requests of the stream are chosen by their address too.
 */
export function standBelow(server: Server, base: string): void {
  if (base === '') return;
  const strip = (request: Asked): void => {
    const asked = request.url ?? '/';
    const isBelow = asked === base || asked.startsWith(`${base}/`) || asked.startsWith(`${base}?`);
    const inner = isBelow ? asked.slice(base.length) : asked;
    request.url = inner.startsWith('/') ? inner : `/${inner}`;
    request.originalUrl = base + request.url;
  };
  server.prependListener('request', strip);
  server.prependListener('upgrade', strip);
}

/** What the page of a county has to know before anybody has signed in: the language it opens in, and the zone of its clock. */
export interface CountyForms {
  language: Language | undefined;
  /** By the IANA data base, or an offset. */
  zone: string;
}

/** The page with the forms of its county; as it is where no county is named. */
export function pageOfCounty(page: string, forms: CountyForms | undefined): string {
  if (forms === undefined) return page;
  const { language, zone } = forms;
  const told = [...(language ? [['first-language', language]] : []), ['time-zone', zone]];
  const metas = told.map(([name, content]) => `\n    <meta name="${name}" content="${content}" />`);
  return page.replace('<head>', `<head>${metas.join('')}`);
}

/** The page as the build made it, whose addresses are relative, for any depth below the base path. */
export function pageBelow(page: string, base: string): string {
  const placed = page.replaceAll(/ (href|src)="\.\//gu, (_, name: string) => ` ${name}="${base}/`);
  return base === ''
    ? placed
    : placed.replace('<head>', `<head>\n    <meta name="base-path" content="${base}" />`);
}
