/** What a script says of itself and of its world is the same in a warm slot as in a sandbox of its own. */

import {expect, test} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import type {Job} from '../../../sandbox/job.ts';
import {createPool} from '../../../sandbox/pool.ts';
import {runJob} from '../../../sandbox/run.ts';
import {makeSkill} from '../folders.ts';
import {jobOf, useOneHome} from '../run/jobs.ts';

useOneHome();

interface Script {
	readonly script: string;
	readonly files: Readonly<Record<string, string | Uint8Array>>;
	readonly stdin?: string;
	readonly args?: readonly string[];
}

const pythonSelf = `
import json, os, sys
frame = sys._getframe()
print(json.dumps({
    'argv': sys.argv, 'original': getattr(sys, 'orig_argv', None), 'path': sys.path, 'flags': str(sys.flags),
    'names': sorted(globals()), 'name': __name__, 'file': __file__, 'spec': __spec__, 'package': __package__, 'cached': __cached__,
    'doc': __doc__, 'loader': [type(__loader__).__name__, __loader__.name, __loader__.path], 'main': sys.modules['__main__'].__dict__ is globals(),
    'code': [frame.f_code.co_filename, frame.f_code.co_name, frame.f_lineno], 'folder': os.getcwd(), 'work': os.listdir('/work'),
    'environment': dict(os.environ), 'hook': sys.excepthook is sys.__excepthook__, 'executable': sys.executable, 'prefix': sys.prefix,
    'input': sys.stdin.read(), 'encodings': [sys.stdin.encoding, sys.stdout.encoding, sys.getfilesystemencoding()],
    'mounts': [name for name in ['/run/wait', '/run/support', '/skill', '/workspace'] if os.path.exists(name)],
    'blocking': [os.get_blocking(fd) for fd in range(3)], 'limits': __import__('resource').getrlimit(0),
}))
`;

const nodeSelf = `
const {fstatSync, readFileSync} = fs;
console.log(JSON.stringify({
	argv: process.argv, argv0: process.argv0, execArgv: process.execArgv, execPath: process.execPath, folder: process.cwd(), environment: process.env,
	work: fs.readdirSync('/work'), globals: Object.getOwnPropertyNames(globalThis), input: readFileSync(0, 'utf8'),
	listeners: process.eventNames().map(String), title: process.title, types: [0, 1, 2].map(fd => fstatSync(fd).isSocket()),
}));
`;

const scripts: Readonly<Record<string, Script>> = {
	'a Python script, by all it can say of itself': {
		script: 'main.py',
		files: {'main.py': pythonSelf},
		args: ['a', '', '☃ -c', '--x=1'],
		stdin: 'given\n',
	},
	'a Python script in a folder, with modules beside it': {
		script: 'scripts/tool.py',
		files: {
			'scripts/tool.py':
				'import sys, helper, parts.one\nprint(sys.path[0], helper.__file__, helper.who, parts.one.value, __import__("__main__").mark if hasattr(__import__("__main__"), "mark") else None)\nmark = 1\n',
			'scripts/helper.py': 'import __main__\nwho = [__name__, __main__.__file__]\n',
			'scripts/parts/__init__.py': '',
			'scripts/parts/one.py': 'from . import two\nvalue = two.value\n',
			'scripts/parts/two.py': 'value = 2\n',
		},
	},
	'a Python script with a json.py of its own': {
		script: 'main.py',
		files: {'main.py': 'import json, re\nprint(json.who, re.__name__, json.re is re)', 'json.py': 'import re\nwho = __file__\n'},
	},
	'a Python script with an enum package of its own, which Python itself then takes': {
		script: 'main.py',
		files: {'main.py': 'try:\n    import json\nexcept Exception as error:\n    print(type(error), error)\n', 'enum/__init__.py': 'x = 1\n'},
	},
	'an exception through functions': {
		script: 'main.py',
		files: {
			'main.py':
				'import part\ndef inner():\n    part.fail()\ntry:\n    inner()\nexcept ValueError as error:\n    raise RuntimeError("outer") from error\n',
			'part.py': 'def fail():\n    raise ValueError("inner ☃")\n',
		},
	},
	'a syntax error': {script: 'main.py', files: {'main.py': 'x = 1\nif x\n    print(1)\n'}},
	'a script in Latin-1': {script: 'main.py', files: {'main.py': Buffer.from('# coding: latin-1\nprint(len("\u00e4"))\n', 'latin1')}},
	'a byte order mark': {script: 'main.py', files: {'main.py': '\uFEFFprint("mark", __doc__)\n'}},
	'a number to sys.exit': {script: 'main.py', files: {'main.py': 'import sys\nsys.exit(7)\n'}},
	'a text to sys.exit': {script: 'main.py', files: {'main.py': 'import sys\nsys.exit("why")\n'}},
	'a keyboard interrupt': {script: 'main.py', files: {'main.py': 'raise KeyboardInterrupt\n'}},
	'an exception hook of its own': {
		script: 'main.py',
		files: {
			'main.py':
				'import sys, traceback\ndef hook(kind, error, trace):\n    print(kind.__name__, error, [f.name for f in traceback.extract_tb(trace)], trace is error.__traceback__)\nsys.excepthook = hook\ndef fail():\n    1 / 0\nfail()\n',
		},
	},
	'threads, exit handlers, destructors and a file that is never closed': {
		script: 'main.py',
		files: {
			'main.py':
				'import atexit, os, threading, time\nclass End:\n    def __del__(self, write=os.write):\n        write(1, b"destroyed\\n")\nout = open(1, "w", closefd=False)\nout.write("left open\\n")\nend = End()\natexit.register(print, "at exit", flush=True)\nthreading.Thread(target=lambda: (time.sleep(0.05), print("thread", flush=True))).start()\nprint("main", flush=True)\n',
		},
	},
	'what other modules ask of __main__': {
		script: 'main.py',
		files: {
			'main.py':
				'import dataclasses, enum, inspect, pickle, typing, warnings\n@dataclasses.dataclass\nclass Point:\n    x: int\nclass Kind(enum.Enum):\n    A = 1\nprint(pickle.loads(pickle.dumps(Point(1))), Kind.A, typing.get_type_hints(Point), inspect.getsource(Point), inspect.getfile(Point))\ndef old():\n    warnings.warn("old", UserWarning, stacklevel=2)\nold()\n',
		},
	},
	'an ES module, by all it can say of itself': {
		script: 'main.mjs',
		files: {
			'main.mjs': `import fs from 'node:fs';\nimport {where} from './lib/part.mjs';\nconsole.log(JSON.stringify({main: import.meta.main, url: import.meta.url, file: import.meta.filename, where, require: typeof require}));\n${nodeSelf}`,
			'lib/part.mjs': 'export const where = [import.meta.url, import.meta.main];\n',
		},
		args: ['a', '', '☃ -c', '--x=1'],
		stdin: 'given\n',
	},
	'a CommonJS module, by all it can say of itself': {
		script: 'scripts/main.cjs',
		files: {
			'scripts/main.cjs': `const fs = require('node:fs');\nconsole.log(JSON.stringify({main: require.main === module, mainModule: process.mainModule === module, parent: module.parent, id: module.id, path: module.path, paths: module.paths, file: __filename, loaded: module.loaded, children: module.children.length, cache: Object.keys(require.cache), part: require('./part.cjs')}));\n${nodeSelf}`,
			'scripts/part.cjs': 'module.exports = [require.main.filename, module.parent.filename, Object.keys(require.cache)];\n',
		},
		args: ['--require', 'x'],
		stdin: 'given\n',
	},
	'a .js file without module syntax': {
		script: 'main.js',
		files: {'main.js': 'console.log(typeof require, require.main === module, this === module.exports);\n'},
	},
	'a .js file with module syntax': {
		script: 'main.js',
		files: {
			'main.js':
				'import {basename} from "node:path";\nconsole.log(basename(import.meta.url), import.meta.main, await Promise.resolve(1));\n',
		},
	},
	'an error that nobody catches': {script: 'main.cjs', files: {'main.cjs': 'function fail() { throw new Error("why"); }\nfail();\n'}},
	'an error that nobody catches in an ES module': {
		script: 'main.mjs',
		files: {'main.mjs': 'import "./part.mjs";\n', 'part.mjs': 'function fail() { throw new TypeError("why"); }\nfail();\n'},
	},
	'a rejection that nobody handles': {
		script: 'main.mjs',
		files: {'main.mjs': 'Promise.reject(new Error("late"));\nsetTimeout(() => console.log("never"), 1000);\n'},
	},
	'a syntax error in JavaScript': {script: 'main.mjs', files: {'main.mjs': 'const x = ;\n'}},
	'an exit code and an exit handler': {
		script: 'main.mjs',
		files: {'main.mjs': 'process.on("exit", code => console.log("exit", code));\nprocess.exitCode = 9;\n'},
	},
	'a stream from the standard input': {
		script: 'main.mjs',
		files: {'main.mjs': 'let text = "";\nfor await (const chunk of process.stdin) text += chunk;\nconsole.log(text.length);\n'},
		stdin: 'x'.repeat(300_000),
	},
	'timers of one script': {
		script: 'main.cjs',
		files: {
			'main.cjs':
				'const begun = performance.now();\nsetTimeout(() => console.log(performance.now() - begun >= 49), 50);\nsetImmediate(() => console.log("immediate"));\nprocess.nextTick(() => console.log("tick"));\n',
		},
	},
	'more output than a pipe holds, written at once': {
		script: 'main.cjs',
		files: {'main.cjs': 'require("node:fs").writeSync(1, "x".repeat(1_000_000));\nrequire("node:fs").writeSync(2, "y".repeat(500_000));\n'},
	},
};

for (const [what, {script, files, stdin = '', args = []}] of Object.entries(scripts)) {
	test(`the same: ${what}`, async () => {
		const runtime = script.endsWith('.py') ? 'python' : 'node';
		const job = {...jobOf(runtime, '', {args}), script, skill: makeSkill(files)};
		expect(comparable(await runWarm(job, stdin))).toEqual(comparable(await runJob(job, stdin)));
	});
}

test('the same: TypeScript whose types are gone', async () => {
	const files = {
		'main.ts':
			"import {part} from './part.ts';\nconsole.log(part, process.execArgv, import.meta.main, process.argv);\nthrow new Error('why');\n",
		'part.ts': 'export const part        = 1;\n',
	};
	const job = {...jobOf('node', '', {args: ['a']}), script: 'main.ts', typescript: true, skill: makeSkill(files)};
	const warm = await runWarm(job, '');
	expect(comparable(warm)).toEqual(comparable(await runJob(job, '')));
	expect(warm.stdout).toContain('/skill/main.ts');
});

test('the same: a worker thread, which must not wait for a job as well', async () => {
	const source = `
		import {Worker, isMainThread, parentPort, workerData} from 'node:worker_threads';
		if (isMainThread) {
			const worker = new Worker(new URL(import.meta.url), {workerData: process.argv[2]});
			worker.on('message', text => console.log(text));
		} else {
			parentPort.postMessage(workerData + ' in a worker ' + process.argv.length);
		}
	`;
	const job = jobOf('node', source, {args: ['given'], limits: {memoryBytes: 2048 * 1024 * 1024}});
	const warm = await runWarm(job, '');
	expect(warm.stdout).toContain('given in a worker');
	expect(comparable(warm)).toEqual(comparable(await runJob(job, '')));
});

test('the same: an input of megabytes, read whole or not at all', async () => {
	const read = jobOf('python', 'import sys\nprint(len(sys.stdin.buffer.read()))');
	expect((await runWarm(read, 'x'.repeat(5_000_000))).stdout).toBe('5000000\n');
	const ignored = jobOf('node', 'console.log("did not look");');
	expect(await runWarm(ignored, 'x'.repeat(5_000_000))).toMatchObject({ended: 'exit', exitCode: 0, stdout: 'did not look\n'});
});

async function runWarm(job: Job, stdin: string): Promise<RunOutcome> {
	const pool = createPool();
	try {
		await pool.warm(job);
		const outcome = await pool.run(job, stdin);
		expect(pool.stats()).toMatchObject({warmRuns: 1, coldRuns: 0});
		return outcome;
	} finally {
		await pool.close();
	}
}

function comparable({usage: _usage, ...rest}: RunOutcome) {
	return rest;
}
