import S3rver from 's3rver';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bucket } from '../../server/evidence/bucket.ts';

/** An S3-compatible store on a free port of loopback, with one bucket. */
export interface TestStore {
  bucket: Bucket;
  /** Its files, as they lie on its disk. */
  folder: string;
  /** Goes away, and comes back at the same address. */
  away(): Promise<void>;
  back(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStore(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-store-'));
  const open = async (port: number) => {
    const made = new S3rver({
      address: '127.0.0.1',
      port,
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'evidence', configs: [] }],
    });
    return { server: made, ...(await made.run()) };
  };
  let now = await open(0);
  const { port } = now;
  return {
    folder,
    bucket: {
      url: `http://127.0.0.1:${port}/evidence/county`,
      key: 'S3RVER',
      secret: 'S3RVER',
      region: 'us-east-1',
    },
    away: () => now.server.close(),
    async back() {
      now = await open(port);
    },
    async stop() {
      await now.server.close().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
