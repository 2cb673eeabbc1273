// Makes a fresh clone ready on a fresh machine, and says what it does. Needs nothing but Node 20 and npm to start.
// Each step looks first whether it is done, so a second start costs a few stats.

import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinnedNode = '26.10.0';
const leastNode = [22, 18];
const nodeFolder = join(root, '.node');
const pinnedPath = join(nodeFolder, 'bin', 'node');
const stampPath = join(nodeFolder, 'ready');
const quiet = process.argv.includes('--quiet');

/** A failure that the person can mend: one sentence, one command. */
class SetupError extends Error {
	constructor(message, remedy, exitCode = 1) {
		super(message);
		this.remedy = remedy;
		this.exitCode = exitCode;
	}
}

async function makeReady() {
	if (steps.every(step => step.isDone())) {
		return;
	}

	const unlock = await lock();
	try {
		for (const step of steps.filter(candidate => !candidate.isDone())) {
			await perform(step);
		}
	} finally {
		unlock();
	}
}

async function perform(step) {
	const begun = Date.now();
	const say = quiet ? () => {} : text => process.stderr.write(text);
	const live = process.stderr.isTTY && !quiet;
	const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
	say(live ? `setup: ${step.name} …` : `setup: ${step.name} …\n`);
	const timer = live ? setInterval(() => say(`\r\u001B[Ksetup: ${step.name} … ${seconds()}`), 200) : undefined;
	try {
		await step.perform();
	} catch (error) {
		say(live ? '\r\u001B[K' : '');
		throw error;
	} finally {
		clearInterval(timer);
	}

	say(`${live ? '\r\u001B[K' : ''}setup: ${step.name} ready (${seconds()})\n`);
}

// --- Node ---------------------------------------------------------------------------------------------------------

function hasNode() {
	return isRecent(process.versions.node) || existsSync(pinnedPath);
}

function isRecent(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

async function installNode() {
	const name = `node-${process.platform === 'darwin' ? 'darwin' : 'linux'}-${process.arch}`;
	const draft = join(nodeFolder, 'draft');
	rmSync(draft, {recursive: true, force: true});
	mkdirSync(draft, {recursive: true});
	await run('npm', ['install', '--prefix', draft, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${pinnedNode}`], {
		failure: `Cannot download Node ${pinnedNode}, which this program needs (this is Node ${process.versions.node}).`,
		remedy: `Check the network, or install Node ${leastNode.join('.')} or later, then start again.`,
	});
	const binary = join(draft, 'node_modules', name, 'bin', 'node');
	await assertStarts(binary);
	mkdirSync(join(nodeFolder, 'bin'), {recursive: true});
	renameSync(binary, pinnedPath);
	rmSync(draft, {recursive: true, force: true});
}

// Node 26 is linked against libatomic, which slim images leave out.
async function assertStarts(binary) {
	const start = () =>
		run(binary, ['--version'], {failure: `The downloaded Node ${pinnedNode} does not start.`, remedy: installHint('libatomic1')});
	try {
		await start();
	} catch (error) {
		if (!(await installPackage('libatomic1'))) {
			throw error;
		}

		await start();
	}
}

// --- npm packages -------------------------------------------------------------------------------------------------

function hasPackages() {
	return existsSync(join(root, 'node_modules', '.bin', 'esbuild')) && hasStamp('packages', fileKey(['package-lock.json']));
}

async function installPackages() {
	// Not `npm ci`: it refuses a lock file that was written where the registry did not have every platform's optional packages.
	// The locked versions hold all the same, and --no-save leaves the lock file alone.
	await run('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
		failure: 'Cannot install the npm packages.',
		remedy: 'Check the network, then start again.',
	});
	stamp('packages', fileKey(['package-lock.json']));
}

// --- bubblewrap ---------------------------------------------------------------------------------------------------

function hasBubblewrap() {
	return (
		process.platform !== 'linux' || ['/usr/bin', ...(process.env.PATH ?? '').split(':')].some(folder => isExecutable(join(folder, 'bwrap')))
	);
}

async function installBubblewrap() {
	if (!(await installPackage('bubblewrap')) || !hasBubblewrap()) {
		throw new SetupError('bubblewrap is not installed, and without it no skill can run.', installHint('bubblewrap'), 7);
	}
}

const packageManagers = [
	{program: 'apt-get', refresh: ['update'], install: ['install', '-y', '--no-install-recommends']},
	{program: 'dnf', install: ['install', '-y']},
	{program: 'pacman', install: ['-Sy', '--noconfirm']},
	{program: 'apk', install: ['add']},
	{program: 'zypper', install: ['--non-interactive', 'install']},
];

function packageManager() {
	return packageManagers.find(manager => isExecutable(`/usr/bin/${manager.program}`) || isExecutable(`/sbin/${manager.program}`));
}

async function installPackage(name) {
	const manager = packageManager();
	if (manager === undefined || process.getuid?.() !== 0) {
		return false;
	}

	const options = {failure: `${manager.program} could not install ${name}.`, remedy: installHint(name), exitCode: 7};
	try {
		await run(manager.program, [...manager.install, name], options);
	} catch (error) {
		if (manager.refresh === undefined) {
			throw error;
		}

		// A fresh image has no package lists yet.
		await run(manager.program, manager.refresh, options);
		await run(manager.program, [...manager.install, name], options);
	}

	return true;
}

function installHint(name) {
	const manager = packageManager();
	if (manager === undefined) {
		return `Install ${name} with the package manager of this system, then start again.`;
	}

	return `Install it with: ${process.getuid?.() === 0 ? '' : 'sudo '}${manager.program} ${manager.install.join(' ')} ${name}`;
}

// --- the launcher and the program ---------------------------------------------------------------------------------

function launcherKey() {
	return `${process.platform} ${process.arch} ${fileKey([...listFiles('sandbox/linux/native'), 'bin/build-launcher.js'])}`;
}

async function buildLauncher() {
	await run(node(), [join(root, 'bin', 'build-launcher.js')], {
		failure: 'Cannot build the sandbox launcher.',
		remedy: `It needs a C compiler. ${installHint('gcc')}`,
		exitCode: 7,
	});
	stamp('launcher', launcherKey());
}

function programKey() {
	return fileKey(['bin/build.js', 'package.json', ...['source', 'sandbox', 'skills'].flatMap(listFiles)]);
}

async function buildProgram() {
	await run(node(), [join(root, 'bin', 'build.js')], {failure: 'Cannot build the program.'});
	stamp('program', programKey());
}

function node() {
	return existsSync(pinnedPath) ? pinnedPath : process.execPath;
}

// --- shared -------------------------------------------------------------------------------------------------------

function listFiles(folder) {
	return readdirSync(join(root, folder), {withFileTypes: true}).flatMap(entry => {
		const path = `${folder}/${entry.name}`;
		return entry.isDirectory() ? listFiles(path) : [path];
	});
}

// Size and time, not content: a second start must not read the whole tree.
function fileKey(paths) {
	const lines = paths.map(path => {
		const {size, mtimeMs} = statSync(join(root, path));
		return `${path} ${size} ${mtimeMs}`;
	});
	return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** What a step leaves behind: a stamp without it means nothing. */
const products = {
	packages: 'node_modules',
	launcher: `dist/native/${process.platform}-${process.arch}/SHA256SUMS`,
	program: 'dist/bundled-skills.json',
};

function hasStamp(name, key) {
	return readStamp(name) === key && existsSync(join(root, products[name]));
}

function readStamp(name) {
	try {
		return readFileSync(`${stampPath}-${name}`, 'utf8');
	} catch {
		// Never done.
		return undefined;
	}
}

function stamp(name, key) {
	mkdirSync(nodeFolder, {recursive: true});
	writeFileSync(`${stampPath}-${name}`, key);
}

function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function run(program, args, {failure, remedy = '', exitCode = 1}) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', text => {
				output = (output + text).slice(-4000);
			});
		}

		child.once('error', error => reject(new SetupError(`${failure} (${program}: ${error.message})`, remedy, exitCode)));
		child.once('close', code => {
			if (code === 0) {
				resolve();
			} else {
				reject(new SetupError(`${failure}\n${output.trim()}`, remedy, exitCode));
			}
		});
	});
}

/** Two set-ups of one clone take turns; a lock whose process is gone is taken over. */
async function lock() {
	mkdirSync(nodeFolder, {recursive: true});
	const path = join(nodeFolder, 'lock');
	for (let told = false; ; told = true) {
		try {
			writeFileSync(path, String(process.pid), {flag: 'wx'});
			process.once('exit', () => rmSync(path, {force: true}));
			for (const signal of ['SIGINT', 'SIGTERM']) {
				process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
			}

			return () => rmSync(path, {force: true});
		} catch (error) {
			if (error.code !== 'EEXIST') {
				throw new SetupError(`Cannot write to ${nodeFolder}: ${error.message}.`, 'Clone into a folder that you can write to.', 2);
			}
		}

		if (!isAlive(Number(readLock(path)))) {
			rmSync(path, {force: true});
			continue;
		}

		if (!told && !quiet) {
			process.stderr.write('setup: another set-up of this folder is running, waiting for it …\n');
		}

		await new Promise(resolve => setTimeout(resolve, 200));
	}
}

function readLock(path) {
	try {
		return readFileSync(path, 'utf8') || '1';
	} catch {
		return '0';
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return pid > 0;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

// --- all of it -----------------------------------------------------------------------------------------------------

const steps = [
	{name: `Node ${pinnedNode}`, isDone: hasNode, perform: installNode},
	{name: 'packages', isDone: hasPackages, perform: installPackages},
	{name: 'bubblewrap', isDone: hasBubblewrap, perform: installBubblewrap},
	{name: 'sandbox launcher', isDone: () => process.platform !== 'linux' || hasStamp('launcher', launcherKey()), perform: buildLauncher},
	{name: 'program', isDone: () => hasStamp('program', programKey()), perform: buildProgram},
];

try {
	await makeReady();
} catch (error) {
	if (!(error instanceof SetupError)) {
		throw error;
	}

	process.stderr.write(`${error.message}\n${error.remedy ? `${error.remedy}\n` : ''}`);
	process.exitCode = error.exitCode;
}
