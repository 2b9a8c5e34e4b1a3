import type { Notices } from '../../access/notices.ts';
import { noticeSeen, toldNotices } from '#shared/wire/notices.ts';
import { forWho, type Route } from '../route.ts';

/** What people are told beside matters. */
export function noticeRoutes({ access: { notices } }: { access: { notices: Notices } }): Route[] {
  return [
    forWho('keep-account', {
      method: 'get',
      path: '/notices',
      tag: 'session',
      summary: 'What oneself is told beside matters: of systems that one answers for, and of being a deputy',
      answer: toldNotices,
      handle: ({ person }) => notices.of(person),
    }),
    forWho('keep-account', {
      method: 'post',
      path: '/notices/:id/seen',
      tag: 'session',
      summary: 'Has read a notice; its readers are named to whoever looks into what became of it',
      answer: noticeSeen,
      handle: ({ person, params }) => notices.see(person, params['id'] ?? ''),
    }),
  ];
}
