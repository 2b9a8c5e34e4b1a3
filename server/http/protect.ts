import type express from 'express';
import helmet from 'helmet';

/** Headers of every answer. Nothing comes from elsewhere, and nobody may frame a page; HSTS only where there is TLS. */
export function protect(behindTls: boolean): express.RequestHandler {
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
        'connect-src': ["'self'"],
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
