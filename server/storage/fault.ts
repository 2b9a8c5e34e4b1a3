const lineFaults =
  /^Connection terminated|connection error and is not queryable|^Client was closed|timeout exceeded when trying to connect/;

/** Whether an error says that the line to PostgreSQL broke or the server went away, rather than that it said no. */
export function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  // 08: connection exception; 57P01-57P03: shut down, crashed, not yet ready.
  if (severity !== undefined) return typeof code === 'string' && /^(08...|57P0[1-3])$/.test(code);
  return syscall !== undefined || code === 'EPIPE' || code === 'ECONNRESET' || lineFaults.test(error.message);
}
