import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export interface Report {
	readonly markdown: string;
	readonly data: unknown;
	readonly chart: string;
}

/** Write NAME.md, NAME.json and NAME.svg into docs/benchmarks. */
export function writeReport(name: string, {markdown, data, chart}: Report): void {
	const folder = fileURLToPath(new URL('../../docs/benchmarks', import.meta.url));
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, `${name}.md`), markdown);
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(data, rounded, '\t')}\n`);
	writeFileSync(join(folder, `${name}.svg`), chart);
}

/** A clock of ours means nothing below a microsecond. */
function rounded(_key: string, value: unknown): unknown {
	return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
