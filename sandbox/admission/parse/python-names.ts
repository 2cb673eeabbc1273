/** One name for each function of Python, however a script got hold of it. */

const modules: readonly (readonly [RegExp, string])[] = [
	[/^(?:posix|nt|builtins\.os)(?=\.|$)/, 'os'],
	[/^(?:posixpath|ntpath)(?=\.|$)/, 'os.path'],
	[/^(?:__builtins__|__builtin__|builtins|globals\(\)\.__builtins__)\.(?:__dict__\.)?(?=\w)/, ''],
	[/^(?:_?io|codecs|os\.fdopen|tokenize)\.open(?=$|\()/, 'open'],
	[/^_socket(?=\.|$)/, 'socket'],
	[/^(?:six\.moves\.)?urllib2?\.(?=(?:urlopen|Request|urlretrieve)\b)/, 'urllib.request.'],
	[/^six\.moves\.(?=urllib)/, ''],
	[/^importlib\.__import__(?=$|\()/, 'importlib.import_module'],
	[/^_winapi(?=\.)/, 'subprocess._winapi'],
	[/^multiprocess(?:ing)?\.(?:context|dummy|pool)\.(?=Process|Pool)/, 'multiprocessing.'],
	[/^pathlib\.(?:PosixPath|WindowsPath|PurePath|PurePosixPath)(?=$|\()/, 'pathlib.Path'],
	[/^pathlib\.Path\.(?:home|cwd)\(\)/, 'pathlib.Path()'],
	[/^(pathlib\.Path\(\))\.(?:parent|parents|resolve\(\)|absolute\(\)|expanduser\(\)|joinpath\(\)|with_suffix\(\)|with_name\(\))/, '$1'],
	[
		/^(?:ctypes\.(?:CDLL|PyDLL|WinDLL)\(\)|ctypes\.(?:cdll|windll|pydll)\.(?:LoadLibrary\(\)|\w+)|ctypes\.pythonapi)\.(?=\w)/,
		'ctypes.library.',
	],
];

const known = new Map<string, string>();

/** The canonical dotted name: `posix.system` is `os.system`, `io.open` is `open`. */
export function canonicalPython(name: string): string {
	const canonical = known.get(name) ?? modules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), name);
	if (known.size < 10_000) {
		known.set(name, canonical);
	}

	return canonical;
}

/** Modules of the standard library that a star import or a file of the same name must not hide. */
export const guardedModules: ReadonlySet<string> = new Set([
	'os',
	'posix',
	'nt',
	'subprocess',
	'socket',
	'shutil',
	'ctypes',
	'pty',
	'urllib.request',
	'requests',
	'builtins',
	'importlib',
	'sys',
	'pathlib',
]);

/** Calls whose result is the same path or thing in another form. */
export const samePath: ReadonlySet<string> = new Set([
	'os.path.expanduser',
	'os.path.expandvars',
	'os.path.abspath',
	'os.path.realpath',
	'os.path.normpath',
	'os.fspath',
	'os.fsencode',
	'os.fsdecode',
	'str',
	'bytes',
	'bytearray',
	'sys.intern',
	'memoryview',
]);

/** Names that a star import does not hide. */
export const pythonBuiltins: ReadonlySet<string> = new Set([
	'print',
	'len',
	'str',
	'int',
	'float',
	'list',
	'dict',
	'set',
	'tuple',
	'range',
	'enumerate',
	'zip',
	'map',
	'filter',
	'sorted',
	'isinstance',
	'getattr',
	'setattr',
	'eval',
	'exec',
	'compile',
	'__import__',
	'super',
	'type',
	'bytes',
	'bool',
	'min',
	'max',
	'sum',
	'any',
	'all',
	'input',
	'Exception',
	'ValueError',
	'vars',
	'globals',
	'locals',
	'chr',
	'ord',
	'repr',
]);
