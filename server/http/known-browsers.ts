import type { Request, Response } from 'express';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { dayMs } from '#shared/kernel/span.ts';

/**
 * Browsers that somebody has signed in from before carry a mark of that login. It lets nobody in; it only tells the owner's browser
 * from a stranger's, whose failures must not keep the owner out.
 */
export interface KnownBrowsers {
  isKnown(req: Request, jurisdiction: string, login: string): boolean;
  /** Marks the browser that is answered. */
  mark(req: Request, res: Response, jurisdiction: string, login: string): void;
}

const name = 'jiuhuan-known';
/** A shared duty seat has several owners. */
const mostMarks = 8;

export function openKnownBrowsers(secret: string, behindTls: boolean, base = ''): KnownBrowsers {
  const markOf = (jurisdiction: string, login: string): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['known', jurisdiction, login]))
      .digest('base64url')
      .slice(0, 32);
  function marksOf(req: Request): string[] {
    const line = (req.get('cookie') ?? '').split(/;\s*/).find((one) => one.startsWith(`${name}=`));
    return (line?.slice(name.length + 1) ?? '')
      .split('.')
      .filter((one) => one.length === 32)
      .slice(0, mostMarks);
  }
  return {
    isKnown(req, jurisdiction, login) {
      const mark = Buffer.from(markOf(jurisdiction, login));
      return marksOf(req).some((one) => {
        const given = Buffer.from(one);
        return given.length === mark.length && timingSafeEqual(given, mark);
      });
    },
    mark(req, res, jurisdiction, login) {
      const mark = markOf(jurisdiction, login);
      const marks = [mark, ...marksOf(req).filter((one) => one !== mark)].slice(0, mostMarks);
      res.cookie(name, marks.join('.'), {
        httpOnly: true,
        sameSite: 'strict',
        secure: behindTls,
        path: `${base}/api`,
        maxAge: 180 * dayMs,
      });
    },
  };
}
