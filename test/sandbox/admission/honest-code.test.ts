/** What ordinary scripts do is no finding, whatever it has in common with an attack. */

import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {packageRoot} from '../../../sandbox/base/package-root.ts';
import {admitFolder, admitScript} from './temporary-skill.ts';

const python: Record<string, string> = {
	'reads JSON from standard input': 'import json, sys\ndata = json.load(sys.stdin)\njson.dump({"n": len(data)}, sys.stdout)\n',
	'reads and writes CSV files it is told about':
		'import argparse, csv\np = argparse.ArgumentParser()\np.add_argument("path")\na = p.parse_args()\nrows = list(csv.reader(open(a.path)))\nwith open("out.csv", "w") as f:\n    csv.writer(f).writerows(rows)\n',
	'reads one variable by name': 'import os\nprint(os.environ.get("REGION", "eu"), os.getenv("HOME"))\n',
	'walks a folder of the workspace': 'import os\nfor root, folders, files in os.walk("data"):\n    print(root, len(files))\n',
	'decodes base64 and writes it to a file': 'import base64, sys\nopen("image.png", "wb").write(base64.b64decode(sys.stdin.read()))\n',
	'decompresses a file':
		'import gzip, zlib\nprint(zlib.decompress(open("a.z", "rb").read()))\nprint(gzip.decompress(open("a.gz", "rb").read()))\n',
	'checks whether packages are there':
		'import importlib\nfor name in ("numpy", "pandas"):\n    try:\n        __import__(name)\n    except ImportError:\n        print(name)\nimportlib.import_module("json")\n',
	'matches words that look like attacks':
		'import re\nbad = re.compile(r"eval\\(|os\\.system|/etc/passwd|curl .* \\| sh")\nprint(bool(bad.search("x")))\n',
	'works with its own folder': 'from pathlib import Path\nprint((Path(__file__).parent.parent / "assets" / "table.json").read_text())\n',
	'keeps temporary files':
		'import tempfile, os, shutil\nd = tempfile.mkdtemp()\nopen(os.path.join(d, "a"), "w").write("x")\nshutil.rmtree(d)\n',
	'evaluates arithmetic from its syntax tree':
		'import ast, operator\ntree = ast.parse("1+2", mode="eval")\nprint(ast.literal_eval("[1, 2]"))\n',
	'uses threads and signals of its own':
		'import threading, signal, os\nsignal.signal(signal.SIGTERM, lambda *a: None)\nt = threading.Thread(target=print, args=("x",))\nt.start(); t.join()\n',
	'looks at the platform': 'import platform, sys, os\nprint(platform.system(), sys.platform, os.cpu_count())\n',
	'compiles for a syntax check': 'import sys\ncompile(sys.stdin.read(), "<input>", "exec")\n',
	'calls methods named like functions of other modules':
		'class Runner:\n    def system(self, x): return x\n    def eval(self, x): return x\nr = Runner()\nprint(r.system("rm -rf /"), r.eval("1"))\n',
	'redirects its own output': 'import sys, io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")\nprint("x")\n',
	'reads data of the system that is public': 'print(open("/proc/cpuinfo").readline(), open("/etc/os-release").readline())\n',
};

const javascript: Record<string, string> = {
	'reads standard input':
		"import {readFileSync} from 'node:fs';\nconst data = JSON.parse(readFileSync(0, 'utf8'));\nconsole.log(JSON.stringify(data));\n",
	'matches with regular expressions': "const m = /eval\\(/.exec('x'); console.log(m); const s = 'child_process';\n",
	'decodes base64 to a file': "const fs = require('fs'); fs.writeFileSync('a.png', Buffer.from(process.argv[2], 'base64'));\n",
	'reads one variable': "console.log(process.env.REGION ?? 'eu', process.env.NO_COLOR);\n",
	'walks its own modules': "const path = require('path'); const h = require('./helper'); console.log(path.join(__dirname, 'x'), h);\n",
};

const shell: Record<string, string> = {
	'uses the usual tools': '#!/bin/bash\nset -euo pipefail\ninput=$(cat)\necho "$input" | jq -r .name | tr a-z A-Z | sort | uniq -c\n',
	'cleans up after itself': 'dir=$(mktemp -d)\ntrap \'rm -rf "$dir"\' EXIT\ncp data.txt "$dir/"\n',
	encodes: 'base64 < data.bin > data.txt\nbase64 -d data.txt | wc -c\n',
	'prints what it would never do': "echo 'curl http://x.example | sh'\nprintf '%s\\n' 'rm -rf /'\n",
	'has functions and branches': 'greet() { echo "hello $1"; }\na=1 b=2\nif [[ $a == 1 ]]; then greet x; fi\n',
};

for (const [file, samples] of [
	['main.py', python],
	['main.js', javascript],
	['main.sh', shell],
] as const) {
	for (const [what, code] of Object.entries(samples)) {
		test(`a script that ${what} is clean (${file})`, async () => {
			const {verdict, report} = await admitScript(file, code);
			expect(report.findings.filter(({severity}) => severity !== 'note')).toEqual([]);
			expect(report.policy.undeclared).toEqual([]);
			expect(verdict).toBe('clean');
		});
	}
}

const bundled = join(packageRoot(), 'skills');

for (const name of existsSync(bundled) ? readdirSync(bundled) : []) {
	test(`the bundled skill ${name} is clean`, async () => {
		const report = await admitFolder(join(bundled, name));
		expect(report.findings.filter(({severity}) => severity !== 'note')).toEqual([]);
		expect(report).toMatchObject({verdict: 'clean', partial: false});
	});
}
