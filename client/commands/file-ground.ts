import { may, type Role } from '#shared/access/may.ts';
import type { Api } from '../http/api.ts';
import type { FileGround } from '../files/files.ts';
import { uploadFile } from './upload.ts';

/** Files of evidence for a screen of this person; who may bring none only looks at them. */
export function fileGround(api: Pick<Api, 'files' | 'file'>, { role }: { role: Role }): FileGround {
  return {
    send: may({ role }, 'bring-files') ? (file, options) => uploadFile(api.files, file, options) : null,
    address: api.file,
  };
}
