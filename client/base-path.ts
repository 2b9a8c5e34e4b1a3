/**
 * Where the house lies below its host: nothing, or `/jiuhuan` where a gateway gives it a part of its own (`BASE_PATH`). The server
 * writes it into the page; outside of a browser there is none.
 */
export const basePath =
  (globalThis as BasePath).document?.querySelector('meta[name=base-path]')?.getAttribute('content') ?? '';

/** As much of a page as there is where screens are tried without one. */
interface BasePath {
  document?: { querySelector(selector: string): { getAttribute(name: string): string | null } | null };
}

/** An address of this house as it is asked for from the page: `/api/…` below the base path. */
export function under(path: string): string {
  return basePath + path;
}

/** Where a page of a jurisdiction is: `desk`, `admin/people`, `account#first`. */
export function pageAt(jurisdiction: string, page: string): string {
  return under(`/${encodeURIComponent(jurisdiction)}/${page}`);
}

/** The path of an address without the base path; what lies outside of it names nothing. */
export function withoutBase(pathname: string): string {
  if (basePath === '') return pathname;
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : '/';
}
