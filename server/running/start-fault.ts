/** What an operator is told of a start that failed. */
export interface StartFault {
  why: string;
  /** Only of what nobody foresaw: the lines of code mean nothing to an operator. */
  err?: unknown;
}

const remedies: Record<string, string> = {
  EACCES:
    'the account that runs the server may not write there: give the folder to it, or set another DATA_DIR',
  EPERM:
    'the account that runs the server may not do this there: give the folder to it, or set another DATA_DIR',
  EROFS: 'this disk is read-only: set another DATA_DIR',
  ENOSPC: 'this disk is full: make room, or set another DATA_DIR',
  EDQUOT: 'the quota of this account is used up: make room, or set another DATA_DIR',
  ENOTDIR: 'a part of this path is a file: set another DATA_DIR',
  EEXIST: 'a file is where a folder is wanted: set another DATA_DIR',
  ENAMETOOLONG: 'this path is too long: set another DATA_DIR',
};

/** Puts a fault into one sentence where it is one that an operator can mend; anything else keeps its stack. */
export function tellStartFault(error: unknown): StartFault {
  if (!(error instanceof Error)) return { why: String(error), err: error };
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const remedy = syscall !== undefined && path !== undefined ? remedies[code ?? ''] : undefined;
  if (remedy !== undefined) return { why: `${path}: ${remedy} (${code})` };
  // Made by the house itself, in words.
  if (error.constructor === Error && code === undefined) return { why: error.message };
  return { why: error.message, err: error };
}
