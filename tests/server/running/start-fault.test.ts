import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockData } from '../../../server/running/data-lock.ts';
import { tellStartFault } from '../../../server/running/start-fault.ts';

const system = (code: string): Error =>
  Object.assign(new Error(`${code}: no, mkdir '/srv/x'`), { code, syscall: 'mkdir', path: '/srv/x' });

describe('a start that failed', () => {
  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'])(
    'on a folder says which one and what to do: %s',
    (code) => {
      const told = tellStartFault(system(code));
      expect(told).toEqual({
        why: expect.stringMatching(new RegExp(`^/srv/x: .*DATA_DIR.* \\(${code}\\)$`)),
      });
    },
  );

  it('for a reason of the house has its sentence and no stack; what nobody foresaw keeps it', () => {
    expect(tellStartFault(new Error('port 8080 is taken'))).toEqual({ why: 'port 8080 is taken' });
    for (const error of [new TypeError('x'), system('EIO')])
      expect(tellStartFault(error)).toEqual({ why: error.message, err: error });
    expect(tellStartFault('gone')).toEqual({ why: 'gone', err: 'gone' });
  });
});

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const lockFile = (): string => path.join(folder, 'house.lock');

  it('is taken over from who is gone, whatever was written there', async () => {
    const left = [
      JSON.stringify({ pid: 2 ** 22 + 1, born: 'another boot 1', since: 0 }),
      // The number lives, and is another process by now.
      JSON.stringify({ pid: process.ppid, born: 'another boot 1', since: 0 }),
      '',
      '{"pid":',
    ];
    for (const text of left) {
      await mkdir(folder, { recursive: true });
      await writeFile(lockFile(), text);
      const unlock = await lockData(folder, 0);
      unlock();
    }
  });

  it('is made with its folder, and freed for the next', async () => {
    const deep = path.join(folder, 'a', 'b');
    (await lockData(deep))();
    (await lockData(deep))();
  });
});
