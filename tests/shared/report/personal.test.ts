import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPersonal, hidden, isIdentity } from '#shared/report/personal.ts';

const kinds = (text: string) => findPersonal(text).map(({ kind, text: number }) => `${kind} ${number}`);

describe('personal data in words', () => {
  it.each([
    ['打我电话13800001234', ['phone 13800001234']],
    ['打 138 0000 1234 或 138-0000-1234', ['phone 138 0000 1234', 'phone 138-0000-1234']],
    ['+86 13912345678', ['phone +86 13912345678']],
    ['身份证11010519491231002X。', ['identity 11010519491231002X']],
    ['身份证 11010519491231002x 电话 13800001234', ['identity 11010519491231002x', 'phone 13800001234']],
    ['同一个 13800001234，还是 13800001234', ['phone 13800001234']],
  ])('%s', (text, found) => expect(kinds(text)).toEqual(found));

  it.each([
    ['110105194912310021', 'a wrong last figure'],
    ['事件 3202812026112900001', 'a matter number of nineteen figures'],
    ['灯杆 1380000', 'too short'],
    ['12345 和 110', 'hotlines'],
    ['统一码 9132028113800001234', 'in the midst of a longer number'],
    ['人民路 138 号', 'a house'],
    ['110105199913310025', 'no such month'],
  ])('%s is none: %s', (text) => expect(kinds(text)).toEqual([]));

  it('the last figure is made of the others: one changed figure is noticed', () => {
    const first = fc.stringMatching(/^[1-9]\d{16}$/u);
    fc.assert(
      fc.property(first, fc.nat(16), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const last = [...'0123456789X'].filter((one) => isIdentity(body + one));
        expect(last).toHaveLength(1);
        const changed = body.slice(0, at) + String((Number(body[at]) + by) % 10) + body.slice(at + 1);
        expect(isIdentity(changed + String(last[0]))).toBe(false);
      }),
    );
  });
  it('is shown by its ends', () => expect(hidden('13800001234')).toBe('138…34'));
});
