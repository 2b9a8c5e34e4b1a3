/** How pages look that the server writes itself: the dark ground of the product, at 390 px as at 1920. */
export const writtenLook = `
:root { color-scheme: dark; --teal: #35c6d8; --rule: #1c2735; --quiet: #8a97a8; }
* { box-sizing: border-box; }
body { margin: 0; background: #0a0f17; color: #e8eef5; font: 16px/1.6 'Noto Sans SC Variable', 'Noto Sans SC More', sans-serif; }
main { max-width: 1520px; margin: 0 auto; padding: 56px 40px 40px; }
main.narrow { max-width: 760px; padding-top: 12vh; }
h1 { margin: 0; font-size: 56px; line-height: 1.1; letter-spacing: 0.06em; }
h2 { margin: 0; font-size: 24px; line-height: 1.3; }
h1 small, h2 small { color: var(--quiet); font-size: 0.5em; font-weight: 400; letter-spacing: 0; }
h2 small { font-size: 15px; margin-left: 8px; }
p { margin: 8px 0; }
p, dt, .second { color: var(--quiet); }
a { color: var(--teal); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--teal); outline-offset: 3px; }
code { color: #e8eef5; font: inherit; font-weight: 600; }
.brand { display: flex; gap: 28px; align-items: center; }
.brand svg { flex: none; width: 112px; height: 112px; }
.brand p { max-width: 100ch; margin: 10px 0 0; }
.rings { display: grid; grid-template-columns: repeat(9, 1fr); margin: 44px 0 48px; padding: 22px 0; border: solid var(--rule); border-width: 1px 0; list-style: none; }
.rings li { padding: 0 14px; border-left: 1px solid var(--rule); }
.rings li:first-child { border: 0; padding-left: 0; }
.rings svg { display: block; width: 34px; height: 34px; }
.rings b { display: block; margin-top: 8px; font-size: 22px; line-height: 1.3; }
.rings span { display: block; line-height: 1.35; }
.rings .second { font-size: 13px; }
.arcs { fill: none; stroke: var(--rule); stroke-width: 7; }
.arcs .closed { stroke: var(--teal); }
.counties { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px; }
.county { padding: 24px 28px 20px; border: 1px solid var(--rule); border-radius: 8px; background: #0e151f; }
.county dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px 12px; margin: 18px 0 20px; }
.county dt { font-size: 14px; line-height: 1.35; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.county dd { margin: 0; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.apps { display: grid; grid-template-columns: repeat(5, 1fr); gap: 8px; }
.apps a { padding: 10px 4px; border: 1px solid #2b3a4d; border-radius: 6px; color: #e8eef5; text-align: center; line-height: 1.3; }
.apps a:hover, .apps a:focus-visible { border-color: var(--teal); text-decoration: none; }
.seats caption { padding: 0 0 8px; color: var(--quiet); text-align: left; }
.apps small, .county dt small { display: block; color: var(--quiet); font-size: 12.5px; }
.more { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 14px 0 0; }
.more a { padding: 2px 0; }
.seats { width: 100%; margin-top: 16px; border-collapse: collapse; text-align: left; }
.seats th, .seats td { padding: 7px 12px 7px 0; border-top: 1px solid var(--rule); font-weight: 400; line-height: 1.35; overflow-wrap: anywhere; }
.seats td:last-child { padding-right: 0; text-align: right; white-space: nowrap; }
.seats td:last-child small, .more small { color: var(--quiet); }
.feet { display: flex; flex-wrap: wrap; gap: 8px 32px; margin-top: 32px; color: var(--quiet); }
@media (max-width: 900px) {
  main { padding: 28px 18px; }
  h1 { font-size: 40px; }
  .brand { gap: 18px; align-items: start; }
  .brand svg { width: 64px; height: 64px; }
  .rings { grid-template-columns: repeat(3, 1fr); gap: 20px 0; margin: 28px 0; }
  .rings li, .rings li:first-child { padding: 0 8px 0 12px; border-left: 1px solid var(--rule); }
  .county { padding: 18px 16px 14px; }
  .county dl { grid-template-columns: repeat(2, 1fr); }
  .apps { grid-template-columns: repeat(2, 1fr); }
}
`;
