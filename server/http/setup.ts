import express, { Router, type RequestHandler } from 'express';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { bareCode, isSameHash } from '../access/first-code.ts';
import { hashToken } from '../access/token.ts';
import { lookNew, makeNew, type NewCountyPorts } from './routes/new-county.ts';
import { sendRefusal } from './problem.ts';

/** Largest draft: outlines of some thousand grids. */
const mostBytes = 8_388_608;

export interface SetupPorts extends NewCountyPorts {
  /** What opens an empty house; null: there are counties, and their administrators set up more. */
  setupCode: string | null;
  /** Slows down who tries codes. */
  badCode: RequestHandler;
}

/**
 * The door of a house without a county, below `/api/-/setup`: whoever reads the code on the server sets the first one up. It is shut
 * for good as soon as the house knows a county.
 */
export function setupRoutes(ports: SetupPorts): Router {
  const router = Router({ caseSensitive: true });
  const isEmpty = async (): Promise<boolean> =>
    ports.setupCode !== null && (await ports.counties.list('')).length === 0;
  router.get('/', async (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ empty: await isEmpty() });
  });
  const guarded: RequestHandler = async (req, res, next) => {
    if (!(await isEmpty())) return sendRefusal(res, refuse('not-now', 'setup-over'));
    const given = hashToken(bareCode(req.get('x-setup-code') ?? ''));
    if (isSameHash(given, hashToken(bareCode(ports.setupCode ?? '')))) return next();
    return ports.badCode(req, res, () =>
      sendRefusal(res, refuse('unauthenticated', 'setup-code-wrong', 'code')),
    );
  };
  const json = express.json({ limit: mostBytes });
  const post = (path: string, work: (body: unknown) => Promise<object | Refusal>): void => {
    router.post(path, guarded, json, async (req, res) => {
      const done = await work(req.body as unknown);
      if (isRefusal(done)) return sendRefusal(res, done);
      res.set('Cache-Control', 'no-store').json(done);
    });
  };
  post('/look', (draft) => lookNew(ports, draft));
  post('/county', (draft) => makeNew(ports, draft, { id: 'setup', name: '设立', county: '-', demo: false }));
  return router;
}
