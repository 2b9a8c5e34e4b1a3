/** What a page and its service worker call things. */
export const packCache = 'jiuhuan-packs';
/** Said by a page whose reader wants the new version now. */
export const renewWord = 'renew';
