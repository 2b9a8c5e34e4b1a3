import type express from 'express';
import helmet from 'helmet';
import { originsOf } from '#shared/pack/base-map.ts';
import type { Packs } from '../packs/port.ts';

/** Headers of every answer. Nothing comes from elsewhere but tiles of the base maps that a county's pack names; and nobody may frame a page; HSTS only where there is TLS. */
export function protect(
  behindTls: boolean,
  origins: () => readonly string[] = () => [],
): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'font-src': ["'self'"],
        // Base maps of counties lie on hosts of their own: their tiles are fetched, by the map alone.
        'connect-src': [() => ["'self'", ...origins()].join(' ')],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: behindTls ? { maxAge: 31_536_000 } : false,
    // Both are ignored, with a warning in the console, on the plain-http address of a command centre's network.
    crossOriginOpenerPolicy: behindTls,
    originAgentCluster: behindTls,
  });
}

/** Hosts of the base maps and layers of all counties as they are at the moment. */
export function originsOfMaps(packs: Pick<Packs, 'all'>): string[] {
  return [...new Set(packs.all().flatMap(({ pack }) => originsOf(pack.identity.map)))];
}
