import { describe, expect, it } from 'vitest';
import { calledName, seatName } from '../../../client/telling/slice.ts';

describe('what a seat is called', () => {
  it.each([
    ['值班席 01', 'Seat 01'],
    ['值班长 02', 'Duty chief 02'],
    ['值班员', 'Duty officer'],
    ['澄江街道 值班席', '澄江街道 Seat'],
    ['陆雅琴（演示）', '陆雅琴（演示）'],
    ['值班席位管理员', '值班席位管理员'],
  ])('%s is %s in English and itself in Chinese', (name, english) => {
    expect(calledName(name, 'en')).toBe(english);
    expect(calledName(name, 'zh')).toBe(name);
  });

  it('stands behind its part, in one language', () => {
    const path = [{ zh: '江阴市', en: 'Jiangyin' }];
    expect(seatName(path, '江阴市 值班席 01', 'en')).toBe('Jiangyin · Seat 01');
    expect(seatName(path, '值班席 01', 'zh')).toBe('江阴市 · 值班席 01');
  });
});
