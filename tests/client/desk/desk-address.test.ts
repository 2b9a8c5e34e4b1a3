import { describe, expect, it } from 'vitest';
import { askedIncident } from '../../../client/app-address.ts';
import { deskSearch } from '../../../client/apps/desk/desk-address.ts';

describe('the address of a desk', () => {
  it('holds the open matter and the open form, and keeps what else stands in it', () => {
    const open = deskSearch('?scope=grid/a&lang=en', '320281202611220487', 'call');
    expect(askedIncident(open)).toBe('320281202611220487');
    expect(new URLSearchParams(open).get('entry')).toBe('call');
    expect(deskSearch(open, null, null)).toBe('?scope=grid%2Fa&lang=en');
    expect(deskSearch('?incident=x', null, null)).toBe('');
  });
});
