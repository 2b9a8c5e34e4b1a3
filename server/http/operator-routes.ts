import { Router, type Request } from 'express';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { AccessRoom } from '../access/access.ts';
import { sendRefusal } from './problem.ts';

export type Check = () => Promise<void> | void;
const patienceMs = 2_000;

/**
 * For those who watch over the server. `/healthz` is open and says only which part is well. `/metrics` answers this
 * machine, and others with a source token that opens `metrics`.
 */
export function operatorRoutes(ports: {
  access: Pick<AccessRoom, 'source'>;
  checks: Record<string, Check>;
  /** Jurisdictions that are kept closed: the others are well, so the answer is 200, and it names them. */
  closed?: ReadonlyMap<string, { id: string }>;
  /** What works still and will not for ever, each in a sentence. */
  warnings?: () => readonly string[];
  metrics: () => Promise<{ type: string; text: string }>;
}): Router {
  const router = Router();
  router.get('/healthz', async (_req, res) => {
    const checks = await Promise.all(
      Object.entries(ports.checks).map(async ([name, check]) => [name, await isWell(check)] as const),
    );
    const ok = checks.every(([, well]) => well);
    res.set('Cache-Control', 'no-store').status(ok ? 200 : 503);
    // What was closed on purpose is no fault.
    const closed = [...(ports.closed ?? [])].flatMap(([id, why]) =>
      why.id === 'county-archived' ? [] : [id],
    );
    const status = !ok ? 'failing' : closed.length > 0 ? 'partly' : 'ok';
    const warnings = ports.warnings?.() ?? [];
    res.json({
      status,
      checks: Object.fromEntries(checks),
      ...(closed.length > 0 && { closed }),
      ...(warnings.length > 0 && { warnings }),
    });
  });
  router.get('/metrics', async (req, res) => {
    if (!isThisMachine(req)) {
      const [, token] = /^Bearer (\S{1,200})$/i.exec(req.get('authorization') ?? '') ?? [];
      const source =
        token === undefined ? refuse('unauthenticated', 'bearer-needed') : await ports.access.source(token);
      if (isRefusal(source)) return sendRefusal(res, source);
      if (!source.doors.includes('metrics'))
        return sendRefusal(res, refuse('forbidden', 'token-without-door', { door: 'metrics' }));
    }
    const { type, text } = await ports.metrics();
    res.set({ 'Cache-Control': 'no-store', 'Content-Type': type }).send(text);
  });
  return router;
}

async function isWell(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('late')), patienceMs);
  });
  try {
    await Promise.race([check(), late]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** A proxy on this machine speaks for others: what it passes on is not from here. */
function isThisMachine(req: Request): boolean {
  const from = req.socket.remoteAddress ?? '';
  const near = from === '::1' || from.startsWith('127.') || from.startsWith('::ffff:127.');
  return near && req.get('x-forwarded-for') === undefined && req.get('forwarded') === undefined;
}
