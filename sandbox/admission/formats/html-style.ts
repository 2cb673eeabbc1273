/** The one style sheet of the HTML report: light and dark by the reader's wish, ink on paper when printed. */
export const htmlStyle = `
:root { --ink: #1c2128; --faint: #57606a; --paper: #fff; --panel: #f6f8fa; --line: #d0d7de; --link: #0550ae;
	--red: #a40e26; --amber: #7d4e00; --green: #116329; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9da7b1; --paper: #0d1117; --panel: #161b22; --line: #3d444d;
	--link: #79c0ff; --red: #ff9492; --amber: #f0b72f; --green: #6bc46d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
	font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.3rem; margin: 0; } h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; font-weight: 600; } p { margin: .4rem 0; } a { color: var(--link); }
.faint { color: var(--faint); } .untrusted, code, pre { unicode-bidi: isolate; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
article { margin-top: 2.5rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
.mark { font-weight: 600; border: 1px solid currentcolor; border-radius: 99px; padding: 0 .7em; font-size: .875rem; white-space: nowrap; }
.blocked, .critical, .high, .unsafe, .malicious, .vulnerable { color: var(--red); } .confirm, .medium, .adjust, .unknown { color: var(--amber); }
.clean, .ok, .clear { color: var(--green); } .low, .note, .unproven { color: var(--faint); }
.finding { margin: .9rem 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 8px; break-inside: avoid; }
.finding .head { gap: .3rem .8rem; } .finding h4 { flex: 1 1 20rem; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; font-size: .9375rem; overflow-wrap: break-word; }
td code, td.untrusted { overflow-wrap: anywhere; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; } th[scope=row] { width: 11rem; }
@media print { :root { --ink: #000; --faint: #444; --paper: #fff; --panel: #fff; --line: #999; --link: #000; --red: #8f0018; --amber: #6b4300; --green: #0a4d1c; }
	body { max-width: none; padding: 0; font-size: 10pt; } article { break-before: page; } article:first-of-type { break-before: auto; } h3 { break-after: avoid; } }
`;
