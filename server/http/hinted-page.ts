import type { Request, RequestHandler } from 'express';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { zoneNameOf } from '#shared/clock/zone.ts';
import { textIn } from '#shared/kernel/localized.ts';
import { mapFilesOf } from '#shared/pack/map-files.ts';
import type { Identity } from '#shared/pack/schema.ts';
import type { Packs } from '../packs/port.ts';
import { pageBelow, pageOfCounty, type CountyForms } from './base-path.ts';
import { sendStored, store } from './stored.ts';
import { escaped } from './written-page.ts';

/** Apps whose page names its files and questions at once: those of phones, and the wall, which is looked at from its first second. */
export const hintedApps = ['field', 'report', 'wall'] as const;
type HintedApp = (typeof hintedApps)[number];

/** What each asks for first, whoever asks. A wall that comes for the first time brings a token in place of a session. */
const firstQuestions: Readonly<Record<HintedApp, readonly string[]>> = {
  field: ['session'],
  report: ['public'],
  wall: [],
};
/** And what it asks for then, of whoever is signed in: the refusal of somebody who is not would be taken for the answer after a sign-in. */
const seatedQuestions: Readonly<Record<HintedApp, readonly string[]>> = {
  field: ['pack'],
  report: [],
  wall: ['session', 'pack', 'sensors', 'cameras'],
};

interface Place {
  id: string;
  base: string;
  packs: Packs;
  isSeated: IsSeated;
}
/** Whether somebody sits in this jurisdiction by the cookie of a question. */
export type IsSeated = (req: Request, jurisdiction: string) => Promise<boolean>;

/** What a county's pages are told at once; undefined: there is none of that name here. */
export function formsOf(packs: Packs, id: string): CountyForms | undefined {
  const pack = packs.of(id)?.pack;
  return pack && { language: pack.identity.language, zone: zoneNameOf(pack.calendar) };
}

/** The one page with the files of an app named in it by the build, and its first questions to the API by us. */
export function sendHintedPage(clientDir: string | null, place: Place, app: HintedApp): RequestHandler {
  const { id, base, packs, isSeated } = place;
  return async (req, res, next) => {
    const page = clientDir && (await readFile(path.join(clientDir, `${app}.html`), 'utf8').catch(() => null));
    if (!page) return next();
    const isAsked = seatedQuestions[app].length > 0 && (await isSeated(req, id));
    const questions = [...firstQuestions[app], ...(isAsked ? seatedQuestions[app] : [])];
    const identity = app === 'wall' ? packs.of(id)?.pack.identity : undefined;
    const hints = [
      ...questions.map((question) => hintFor(`${base}/api/${id}/${question}`)),
      ...(identity ? mapFilesOf(identity).map((file) => hintFor(base + file)) : []),
    ];
    const opened = pageOfCounty(pageBelow(page, base), formsOf(packs, id));
    const headed = opened.replace('</head>', () => `${hints.join('')}</head>`);
    const whole = identity ? withFirstWords(headed, identity) : headed;
    sendStored(req, res, await store('text/html; charset=utf-8', Buffer.from(whole)), 'no-cache');
  };
}

/** The files that the build named in an app's page. */
export async function filesNamedIn(clientDir: string, app: HintedApp): Promise<string[]> {
  const page = await readFile(path.join(clientDir, `${app}.html`), 'utf8').catch(() => '');
  return [...page.matchAll(/(?:href|src)="\.(\/assets\/[^"]+)"/gu)].flatMap(([, file]) => file ?? []);
}

/** An answer that the page will ask for by `fetch`. */
const hintFor = (address: string): string =>
  `<link rel="preload" as="fetch" crossorigin href="${escaped(address)}">`;

const opens = { zh: '正在打开大屏', en: 'Opening the wall' };

/** What stands until the first script draws: a wall in a hall is looked at from its first second. */
function withFirstWords(page: string, { centre, language = 'zh' }: Identity): string {
  const words = `<h1>${escaped(textIn(centre, language))}</h1><p class="second type-head">${textIn(opens, language)}</p>`;
  const place = 'first-words in-grid gap-18 full-height all-centred items-centre to-centre';
  return page.replace('<div id="app">', (app) => `${app}<main class="${place}">${words}</main>`);
}
