import type { RequestHandler } from 'express';
import { englishOf, type Reason } from '#shared/kernel/reasons.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { sendRefusal } from './problem.ts';
import { escaped, writtenPage } from './written-page.ts';

/** An operator mends a pack and starts again: until then there is no sense in asking often. */
const askAgainSeconds = '600';

/** Answers for jurisdictions that are kept closed, before anybody looks who asks. */
export function refuseClosed(closed: ReadonlyMap<string, Reason>): RequestHandler {
  return (req, res, next) => {
    const reason = closed.get(req.path.split('/')[1] ?? '');
    if (reason === undefined) return next();
    res.set('Retry-After', askAgainSeconds);
    sendRefusal(res, refuse('busy', reason, 'jurisdiction'));
  };
}

const faulty =
  "<p>配置包有误，本县域未启动；其他县域照常运行。请管理员按服务器日志修正后重新启动。</p><p>Its pack has faults; the other jurisdictions run. The server's log names every fault.</p>";
const closedOnPurpose =
  '<p>本县域目前不开放，记录原样保留；其他县域照常运行。</p><p>It is not open at the moment and its record is kept; the other jurisdictions run.</p>';

/** The page of such a jurisdiction. */
export function sendClosed({ id, why, base }: { id: string; why: Reason; base: string }): RequestHandler {
  const isFaulty = why.id === 'pack-closed';
  const reason = englishOf(why);
  const page = writtenPage(base, {
    title: `九环 ${id}`,
    body: `<main class="narrow"><h1>${escaped(id)} <small>暂未开放 Closed</small></h1>${isFaulty ? faulty : closedOnPurpose}<p><code>${escaped(reason)}</code></p><p><a href="${base}/">九环 Jiuhuan</a></p></main>`,
  });
  return (_req, res) =>
    void res
      .status(503)
      .set({
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Retry-After': askAgainSeconds,
      })
      .send(page);
}
