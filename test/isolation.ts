/**
Which test files may share a process with others: those that neither alter nor start anything that outlives them.
A process of its own for each file costs more than most of them take.
*/

import {readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';

const tests = import.meta.dirname;

/** What a file says that reads or changes what the whole process has, starts another, listens, or mocks. */
const ownProcess =
	/\bprocess\.(?!platform|arch|versions?\b|execPath|pid|getuid|cwd|hrtime|memoryUsage|cpuUsage)|\bvi\.|globalThis|\binject\(|child_process|node-pty|node:(?:https?|net|tls|dgram|worker_threads|vm|v8)\b|react|\bimport\(|\.prototype\b/;
const relative = /from '(\.[^']+)'/g;

/** Whether a test file, with the files of `test/` that it imports, may share its process. */
export function mayShareProcess(path: string, seen: Set<string> = new Set()): boolean {
	seen.add(path);
	const text = readFileSync(path, 'utf8');
	const imported = [...text.matchAll(relative)].map(([, name = '']) => resolve(dirname(path), name));
	const helpers = imported.filter(name => name.startsWith(join(tests, '/')) && /\.tsx?$/.test(name) && !seen.has(name));
	return !ownProcess.test(text) && helpers.every(name => mayShareProcess(name, seen));
}
