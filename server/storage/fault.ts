/** What a file says of its own faults is none of the line. */
const socketCalls: ReadonlySet<string> = new Set(['connect', 'read', 'write', 'shutdown', 'getaddrinfo']);
const lineFaults =
  /^Connection terminated|connection error and is not queryable|^Client was closed|timeout exceeded when trying to connect|^timeout expired$/;

/** Whether an error says that the line to PostgreSQL broke or the server went away, rather than that it said no. */
export function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A name with several addresses, none of which answers.
  if (error instanceof AggregateError)
    return error.errors.length > 0 && error.errors.every(isConnectionFault);
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  // 08: connection exception; 57P01-57P03: shut down, crashed, not yet ready; 25006: a standby now, or not the primary yet.
  if (severity !== undefined) return typeof code === 'string' && /^(08...|57P0[1-3]|25006)$/.test(code);
  return (
    (typeof syscall === 'string' && socketCalls.has(syscall)) ||
    code === 'EPIPE' ||
    code === 'ECONNRESET' ||
    lineFaults.test(error.message)
  );
}

/** Whether PostgreSQL said that it is short of something: room on its disk, memory, lines. Nothing was written, and later it may be. */
export function isShortage(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // 53: insufficient resources; 58030: input or output failed.
  return severity !== undefined && typeof code === 'string' && /^(53...|58030)$/.test(code);
}

/** Whether a statement waited too long for what somebody else holds, got into its way, or took too long: it was broken off and wrote nothing. */
export function isHeldUp(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return severity !== undefined && typeof code === 'string' && /^(55P03|57014|40001|40P01)$/.test(code);
}

/** The store of files cannot be reached, or cannot take them now. Nothing was kept, and later it may be. */
export class FilesAway extends Error {
  override name = 'FilesAway';
}
