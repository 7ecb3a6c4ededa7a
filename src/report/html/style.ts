/** How reports look. Colours are variables, so that dark and print are a change of values, and plots follow. */
export const STYLE = `
:root {
  --paper: #ffffff; --panel: #f6f7f9; --ink: #16191d; --soft: #565e68; --line: #d5dae0;
  --accent: #0b63ce; --accent-soft: #0b63ce33; --before: #8a6d3b; --before-soft: #8a6d3b2b;
  --good: #11723c; --bad: #b3261e; --talk: #0b63ce; --wrap: #b26a00; --off: #d5dae0; --idle: #e9edf2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --panel: #1d2127; --ink: #e8ebef; --soft: #a7b0bb; --line: #363d46;
    --accent: #6cb0ff; --accent-soft: #6cb0ff33; --before: #d9b56f; --before-soft: #d9b56f2b;
    --good: #6fcf97; --bad: #ff8f87; --talk: #6cb0ff; --wrap: #f0b45b; --off: #363d46; --idle: #262b32;
  }
}
@media print {
  :root { --paper: #fff; --panel: #fff; --ink: #000; --soft: #333; --line: #999; --accent: #0b4fa0; --accent-soft: #0b4fa033;
    --before: #6b5328; --before-soft: #6b532822; --good: #0b5a2e; --bad: #8c1d18; --talk: #0b4fa0; --wrap: #8f5500; --off: #bbb; --idle: #eee; }
  section, figure, .cards > div { break-inside: avoid; }
  details:not([open]) { display: none; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.cards > div { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.cards dt { color: var(--soft); font-size: .82rem; }
.cards dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.cards dd.pair { font-size: 1.05rem; } .cards dd b { font-size: 1.35rem; font-weight: 600; }
.cards dd small { display: block; font-size: .8rem; font-weight: 400; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1rem; }
figure + figure { margin-top: 1rem; } .plots figure + figure { margin-top: 0; }
figure { margin: 0; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; min-width: 0; }
figcaption { font-weight: 600; font-size: .92rem; margin-bottom: .35rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .35rem 0 0; padding: 0; list-style: none; font-size: .82rem; color: var(--soft); }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; border-radius: 2px; vertical-align: -1px; }
details { margin-top: .5rem; font-size: .85rem; }
summary { cursor: pointer; color: var(--accent); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; width: 100%; }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: .25rem; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
tbody th { font-weight: 500; }
ul.notes { padding-left: 1.1rem; }
.filter input { margin: 0 .3rem 0 0; } .filter label { margin-right: 1rem; }
.filter:has(#show-create:checked) .change:not(.create), .filter:has(#show-update:checked) .change:not(.update),
.filter:has(#show-replace:checked) .change:not(.replace), .filter:has(#show-destroy:checked) .change:not(.destroy),
.filter:has(#show-adopt:checked) .change:not(.adopt), .filter:has(#show-move:checked) .change:not(.move) { display: none; }
.change { border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); padding: .25rem .8rem .75rem; margin: .75rem 0; }
.change h3 { margin: .5rem 0; overflow-wrap: anywhere; } .change td { white-space: normal; overflow-wrap: anywhere; text-align: left; } .change th { text-align: left; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
@media (max-width: 30rem) { body { padding: 1rem .75rem 2rem; } h1 { font-size: 1.4rem; } figure { padding: .5rem; } }
`;
