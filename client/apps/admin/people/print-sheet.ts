/** Prints what is marked `data-print` and nothing else of the page. */
export function printSheet(): void {
  document.documentElement.dataset['prints'] = 'sheet';
  globalThis.addEventListener('afterprint', () => delete document.documentElement.dataset['prints'], {
    once: true,
  });
  globalThis.print();
}
