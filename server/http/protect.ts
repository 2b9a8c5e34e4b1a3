import type express from 'express';
import helmet from 'helmet';
import { originsOf } from '#shared/pack/base-map.ts';
import type { Packs } from '../packs/port.ts';

/** What a page may fetch from elsewhere, as hosts: tiles of the base maps that packs name, live pictures from the gateway that is set. */
export interface FromElsewhere {
  maps: () => readonly string[];
  video: readonly string[];
}

/** Headers of every answer. Nothing else comes from elsewhere, and nobody may frame a page; HSTS only where there is TLS. */
export function protect(
  behindTls: boolean,
  { maps, video }: FromElsewhere = { maps: () => [], video: [] },
): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:', ...video],
        'font-src': ["'self'"],
        // Base maps of counties lie on hosts of their own: their tiles are fetched, by the map alone.
        'connect-src': [() => ["'self'", ...video, ...maps()].join(' ')],
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
