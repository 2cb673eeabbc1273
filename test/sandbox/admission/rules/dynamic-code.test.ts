import {testPairs} from './pairs.ts';

testPairs({
	'runs a text as code': {
		id: 'SL-DYNAMIC-001',
		attack: ['main.py', 'def run(text):\n    return eval(text)\n'],
		honest: ['main.py', 'import ast\ndef run(text):\n    return ast.literal_eval(text)\nprint(eval("1 + 1"))\n'],
		verdict: 'confirm',
	},
	'runs its input as code': {
		id: 'SL-DYNAMIC-002',
		attack: ['main.py', 'import sys, json\ndata = json.load(sys.stdin)\nprint(eval(data["expression"]))\n'],
		honest: ['main.py', 'import sys, json\ndata = json.load(sys.stdin)\nprint(data["eval"])\n'],
	},
	'imports a module by a call': {
		id: 'SL-DYNAMIC-003',
		attack: ['main.py', 'name = "subprocess"\nm = __import__(name)\n'],
		honest: ['main.py', 'import importlib\nfor name in ("numpy", "yaml"):\n    module = __import__(name)\n'],
	},
	'puts a name together': {
		id: 'SL-DYNAMIC-004',
		attack: ['main.js', "const a = 'child_'; const cp = require(a + 'process'); cp.execSync('id');\n"],
		honest: ['main.js', "const name = 'en'; const table = require('./locales/' + name + '.json');\n"],
	},
	'takes a function by a name from outside': {
		id: 'SL-DYNAMIC-005',
		attack: ['main.py', 'import os, sys\ngetattr(os, sys.argv[1])(sys.argv[2])\n'],
		honest: [
			'main.py',
			'import sys\nclass Commands:\n    def add(self): pass\ngetattr(Commands(), sys.argv[1])()\nprint(getattr(sys, "platform"))\n',
		],
	},
	'replaces a built-in function': {
		id: 'SL-DYNAMIC-006',
		attack: ['main.py', 'import builtins\nsetattr(builtins, "print", lambda *a: None)\n'],
		honest: ['main.py', 'import sys, io\nsys.stdout = io.StringIO()\n'],
	},
	'replaces a function of Node': {
		id: 'SL-DYNAMIC-006',
		attack: ['main.js', "const fs = require('fs'); fs.readFileSync = () => 'x';\n"],
		honest: ['main.js', "const state = {}; state.readFileSync = () => 'x'; module.exports = state;\n"],
	},
	'climbs to the built-in functions': {
		id: 'SL-DYNAMIC-007',
		attack: ['main.py', 'print(().__class__.__base__.__subclasses__()[40])\n'],
		honest: ['main.py', 'class Plugin: pass\nprint([p.__name__ for p in Plugin.__subclasses__()])\n'],
	},
});
