/** One name for each function of JavaScript, however a script got hold of it. */

const renamings: readonly (readonly [RegExp, string])[] = [
	[/^(?:globalThis|global|window|self|root)\.(?=\w)/, ''],
	[/^node:/, ''],
	[/^fs\/promises|^fs-extra|^graceful-fs/, 'fs.promises'],
	[/^(dns|timers|stream|readline)\/promises/, '$1.promises'],
	[/^(fs|dns)\.promises\./, '$1.'],
	[
		/^(fs|child_process|http|https|net|dns|os|path|vm|crypto|process|axios|got|undici|node-fetch|ws|zlib|cluster|dgram|tls|worker_threads)\.default(?=\.|$|\()/,
		'$1',
	],
	[/^(?:node-fetch|cross-fetch|isomorphic-fetch)(?=$|\()/, 'fetch'],
	[/^undici\.fetch(?=$|\()/, 'fetch'],
	[/^Function\(\)\(\)\.(?=mainModule|env|binding)/, 'process.'],
	[/^(?:process|module|require)\.(?:mainModule|main)\.require(?=$|\()/, 'require'],
	[/^module\.require(?=$|\()/, 'require'],
	[/^(?:node:)?module\.createRequire\(\)(?=$|\()/, 'require'],
	[/^process\.(?:binding|_linkedBinding)\(\)\.spawn/, 'child_process.spawn'],
	[/^require\.cache\b/, 'module.cache'],
	[/^execa\.(?:execa|execaSync|\$)(?=$|\()|^execa(?=$|\()/, 'execa.execa'],
	[/^Bun\.spawn(?:Sync)?(?=$|\()/, 'child_process.spawn'],
	[/^Deno\.(?:run|Command)(?=$|\()/, 'child_process.spawn'],
	[/^(?:.*\.)?constructor\.constructor(?=$|\()|^.*<\d+>\.constructor(?=$|\()/, 'Function'],
];

/** The canonical dotted name: `node:fs/promises`' `readFile` is `fs.readFile`. */
export function canonicalJavaScript(name: string): string {
	let canonical = name;
	for (const [pattern, replacement] of renamings) {
		canonical = canonical.replace(pattern, replacement);
	}

	return canonical;
}
