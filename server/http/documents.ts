import { Router } from 'express';
import { createRequire } from 'node:module';
import path from 'node:path';
import { asyncApi } from './asyncapi.ts';
import { openApi } from './openapi.ts';
import type { Route } from './route.ts';
import { sendStored, storeLater } from './stored.ts';
import { writtenPage } from './written-page.ts';

const json = 'application/json; charset=utf-8';

/** What integrators read: `/api/openapi.json`, `/api/asyncapi.json`, and `/docs`, which draws the first from our own host. */
export function documentRoutes(
  routes: readonly Route[],
  packs: { readonly ids: readonly string[] },
  base: string,
): Router {
  const files: [address: string, type: string, text: () => string][] = [
    ['/api/openapi.json', json, () => JSON.stringify(openApi(routes, packs.ids, base))],
    ['/api/asyncapi.json', json, () => JSON.stringify(asyncApi(packs.ids, base))],
    ['/docs', 'text/html; charset=utf-8', () => docsPage(base)],
    ['/docs/start.js', 'text/javascript; charset=utf-8', () => docsStart(base)],
  ];
  const router = Router({ caseSensitive: true });
  // Swagger UI writes styles into its elements; no other page may.
  router.use('/docs', (_req, res, next) => {
    const policy = String(res.getHeader('Content-Security-Policy'));
    res.setHeader(
      'Content-Security-Policy',
      policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    );
    next();
  });
  for (const [address, type, text] of files) {
    // Counties come and go: what names them is made anew for others.
    let made = { ids: '', stored: storeLater(type, () => Buffer.from(text())) };
    router.get(address, async (req, res) => {
      const ids = packs.ids.join(' ');
      if (made.ids !== ids) made = { ids, stored: storeLater(type, () => Buffer.from(text())) };
      sendStored(req, res, await made.stored(), 'no-cache');
    });
  }
  const swagger = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    router.get(`/docs/${name}`, (_req, res) => res.sendFile(name, { root: swagger, maxAge: '1d' }));
  return router;
}

const docsPage = (base: string): string =>
  writtenPage(base, {
    title: '九环 API',
    head: `<link rel="stylesheet" href="${base}/docs/swagger-ui.css">`,
    body: `<div id="api"></div><script src="${base}/docs/swagger-ui-bundle.js"></script><script src="${base}/docs/start.js"></script>`,
  });
const docsStart = (base: string): string =>
  `SwaggerUIBundle({ url: '${base}/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;
