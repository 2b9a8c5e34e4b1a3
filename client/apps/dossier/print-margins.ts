/** What stands in the margins of every printed page. */
export interface Margins {
  top: string;
  bottom: string;
}

/** Puts words into the margins of the printed pages, beside the number of the page; the answer takes them out again. */
export function setMargins({ top, bottom }: Margins): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(marginRules(top, bottom));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}

/** The rules of A4 pages with a head and a foot. */
export function marginRules(top: string, bottom: string): string {
  const words = 'font: 8pt "Noto Sans SC Variable", sans-serif; color: #566373; white-space: nowrap;';
  return `@page {
    size: A4; margin: 19mm 14mm 18mm;
    @top-left { content: ${quoted(top)}; ${words} }
    @top-right { content: counter(page) " / " counter(pages); ${words} }
    @bottom-left { content: ${quoted(bottom)}; ${words} font-size: 7pt; }
  }`;
}

/** A text as a string of CSS: whatever could end it is written by its number. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\\n\r\f<]/g, (char) => `\\${(char.codePointAt(0) ?? 0).toString(16)} `)}"`;
}
