// Builds the launcher and the supervisor for this machine into dist/native/<platform>-<arch>/, with their hashes.
// Plain Node without dependencies: set-up runs it on a fresh machine.

import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'sandbox/linux/native');
// The launcher runs inside, where it must not depend on what is mounted, and stands on the kernel alone. The supervisor
// stays for the whole run: shared with bwrap's, its C library costs 0.2 MB of memory instead of 0.7.
const linking = {
	launch: [
		'-static',
		'-nostdlib',
		'-nostartfiles',
		'-ffreestanding',
		'-fno-stack-protector',
		'-fno-builtin',
		'-fno-tree-loop-distribute-patterns',
		'-Wl,-z,noexecstack',
		'-fno-pie',
		'-no-pie',
	],
	supervise: [],
};
const programs = Object.keys(linking);
const flags = ['-std=gnu11', '-O2', '-s', '-Wall', '-Wextra', '-Wl,--build-id=none', `-ffile-prefix-map=${root}=.`];

/** Builds what is missing or older than its source; returns the folder. Throws when there is no C compiler. */
export function buildLauncher() {
	const target = join(root, 'dist/native', `${process.platform}-${process.arch}`);
	const stamp = join(target, 'built-from');
	const wanted = ['launch.c', 'supervise.c', 'freestanding.h', 'look.h'].map(name => digest(join(source, name))).join('\n');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
		return target;
	}

	mkdirSync(target, {recursive: true});
	const sums = programs.map(name => {
		const output = join(target, name);
		compile(join(source, `${name}.c`), `${output}.new`, linking[name]);
		renameSync(`${output}.new`, output);
		return `${digest(output)}  ${name}`;
	});
	writeFileSync(join(target, 'SHA256SUMS'), `${sums.join('\n')}\n`);
	writeFileSync(stamp, wanted);
	return target;
}

function compile(input, output, link) {
	const failures = [];
	for (const compiler of ['cc', 'gcc', 'clang']) {
		try {
			execFileSync(compiler, [...flags, ...link, '-o', output, input], {stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8'});
			return;
		} catch (error) {
			failures.push(`${compiler}: ${error.code === 'ENOENT' ? 'not found' : String(error.stderr ?? error.message).split('\n')[0]}`);
		}
	}

	throw new Error(`No C compiler could build the sandbox launcher (${failures.join('; ')}).`);
}

function digest(path) {
	return createHash('sha256').update(readFileSync(path)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	console.log(buildLauncher());
}
