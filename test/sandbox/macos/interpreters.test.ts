import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {limitsFor} from '../../../sandbox/limits.ts';
import {describePython, macInterpreter, pythonCandidates} from '../../../sandbox/macos/interpreters.ts';
import {makeFolder, useFreshHome} from '../folders.ts';

useFreshHome();

test('Node is the one that runs us, with its heap held, and reads nothing but itself', () => {
	const {programs, args, read} = macInterpreter({runtime: 'node', limits: limitsFor('node', {}), typescript: false});
	const node = realpathSync.native(process.execPath);
	expect(programs).toEqual([node]);
	expect(args).toEqual(['--max-old-space-size=307', '--disable-warning=ExperimentalWarning']);
	expect(read.filter(({path}) => !path.startsWith('/usr/local/'))).toEqual(
		node.startsWith('/usr/local/') ? [] : [{path: node, isFolder: false}],
	);
});

test('for TypeScript it reads the one file that loads it', () => {
	const {args, read} = macInterpreter({runtime: 'node', limits: limitsFor('node', {}), typescript: true});
	const hook = args.at(-1) ?? '';
	expect(args.at(-2)).toBe('--import');
	expect(read).toContainEqual({path: hook, isFolder: false});
});

test('a framework Python may start the program of its bundle in its own place, and reads its framework', () => {
	const prefix = join(realpathSync(makeFolder()), 'Python.framework/Versions/3.13');
	const app = join(prefix, 'Resources/Python.app/Contents/MacOS/Python');
	const executable = join(prefix, 'bin/python3.13');
	for (const path of [app, executable]) {
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, '');
	}

	expect(describePython(executable, prefix)).toEqual({
		programs: [executable, app],
		args: ['-s', '-S', '-E', '-B'],
		read: [
			{path: executable, isFolder: false},
			{path: prefix, isFolder: true},
		],
	});
});

test('another Python reads the libraries of its prefix, not the prefix', () => {
	expect(describePython('/usr/local/bin/python3.13', '/usr/local').read).toEqual([
		{path: '/usr/local/bin/python3.13', isFolder: false},
		{path: '/usr/local/lib', isFolder: true},
		...['Cellar', 'lib', 'opt'].map(name => ({path: `/usr/local/${name}`, isFolder: true})),
	]);
	const {read} = describePython('/Users/ada/.pyenv/versions/3.13.1/bin/python3.13', '/Users/ada/.pyenv/versions/3.13.1');
	expect(read.map(({path}) => path)).toEqual(['/Users/ada/.pyenv/versions/3.13.1/bin/python3.13', '/Users/ada/.pyenv/versions/3.13.1/lib']);
});

test('Python comes neither from the project nor from the stub that opens a dialog', () => {
	const candidates = pythonCandidates('bin:/usr/bin:/project/bin:/project:/x/node_modules/.bin:/good/bin', '/project');
	expect(candidates).toEqual([
		'/good/bin/python3',
		'/opt/homebrew/bin/python3',
		'/usr/local/bin/python3',
		'/Library/Frameworks/Python.framework/Versions/Current/bin/python3',
		'/Library/Developer/CommandLineTools/usr/bin/python3',
	]);
	expect(pythonCandidates('/good/bin', '/')[0]).toBe('/good/bin/python3');
});
