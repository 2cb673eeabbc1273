/**
How well and how fast the static scan tells good skills from bad: `npm run bench:scan`, with `-- --corpus FOLDER` for other
labelled skills than those beside this repository, `--list` for each of them with what was found.

Writes docs/benchmarks/scan.{md,json,svg}.
*/

import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {openBench} from './bench.ts';
import {renderBarCharts} from './report/bar-chart.ts';
import {describeCircumstances} from './report/machine.ts';
import {summarise} from './report/statistics.ts';
import {writeReport} from './report/write-report.ts';
import {countVerdicts, type Outcome, scanCorpus} from './scan/corpus.ts';
import {scanBundled, scanLibrary} from './scan/ordinary.ts';
import {type ScanResults, scanCharts, scanMarkdown} from './scan/report.ts';
import {timeWholeProcess} from './scan/whole-process.ts';
import {items} from './security/items.ts';
import {scanVerdict} from './security/scan-level.ts';

const {values} = parseArgs({options: {corpus: {type: 'string'}, list: {type: 'boolean'}}});
const at = describeCircumstances(false);
const bench = await openBench();
const process_ = await timeWholeProcess(20);
const corpus = resolve(values.corpus ?? fileURLToPath(new URL('../../shared/corpus', import.meta.url)));
const outcomes = existsSync(join(corpus, 'labels.json')) ? await scanCorpus(corpus) : [];
if (values.list) {
	outcomes.forEach(list);
}

const payloads: ScanResults['payloads'][number][] = [];
for (const {number, title, byIntent} of items) {
	payloads.push({number, title, byIntent, verdict: await scanVerdict(number, bench)});
}

const bundled = await scanBundled();
const library = await scanLibrary(bench.python);
const total = (key: 'bytes' | 'ms') => library.reduce((sum, module) => sum + module[key], 0);
const results: ScanResults = {
	at,
	corpus: countVerdicts(outcomes),
	corpusMs: summarise(outcomes.flatMap(({report}) => report?.ms ?? [])),
	payloads,
	bundled,
	library,
	bytesPerSecond: total('bytes') / (total('ms') / 1000),
	process: process_,
};
const markdown = scanMarkdown(results);
writeReport('scan', {markdown, data: results, chart: renderBarCharts(scanCharts(results))});
console.log(markdown);
process.exit(0);

function list({item, report}: Outcome): void {
	console.log(`${item.id} ${item.label} ${item.tier} ${item.stratum} ${report?.verdict} ${item.dir}`);
	for (const finding of report?.findings ?? []) {
		console.log(`    ${finding.severity} ${finding.id} ${finding.file}:${finding.line} ${finding.message} | ${finding.snippet}`);
	}

	for (const phrase of report?.policy.undeclared ?? []) {
		console.log(`    undeclared ${phrase}`);
	}
}
