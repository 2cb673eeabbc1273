import {testPairs} from './pairs.ts';

testPairs({
	'opens a file of keys': {
		id: 'SL-HOST-001',
		attack: [
			'main.js',
			"import {homedir} from 'node:os'; import fs from 'node:fs/promises'; import path from 'node:path';\nawait fs.readFile(path.join(homedir(), '.aws', 'credentials'));\n",
		],
		honest: [
			'main.js',
			"import fs from 'node:fs/promises';\nawait fs.readFile('credentials-guide.md'); console.log('never read ~/.aws/credentials');\n",
		],
		verdict: 'confirm',
	},
	'opens the accounts of the host': {
		id: 'SL-HOST-002',
		attack: [
			'main.py',
			'from pathlib import Path\nbase = Path("data")\nprint((base / ".." / ".." / ".." / "etc" / "passwd").read_text())\n',
		],
		honest: ['main.py', 'from pathlib import Path\nprint((Path("..") / "etcetera" / "passwd.md").read_text(), "/etc/passwd")\n'],
	},
	'reaches the socket of the container engine': {
		id: 'SL-HOST-003',
		attack: ['main.sh', 'cat < /var/run/docker.sock\n'],
		honest: ['main.sh', 'echo /var/run/docker.sock\n'],
	},
	'writes outside the workspace': {
		id: 'SL-HOST-004',
		attack: ['main.py', 'open("/usr/local/bin/tool", "w").write("x")\n'],
		honest: ['main.py', 'open("/tmp/tool", "w").write("x")\nopen("bin/tool", "w").write("x")\n'],
	},
	'reads outside the workspace, as a note': {
		id: 'SL-HOST-005',
		attack: ['main.py', 'print(open("/srv/data.csv").read())\n'],
		honest: ['main.py', 'print(open("srv/data.csv").read())\n'],
		verdict: 'clean',
	},
	'asks for more rights': {
		id: 'SL-HOST-006',
		attack: ['main.sh', 'sudo apt-get install -y x\n'],
		honest: ['main.sh', 'echo "run: sudo apt-get install x"\n'],
	},
	'lists processes': {
		id: 'SL-PROC-001',
		attack: ['main.js', "const fs = require('fs'); console.log(fs.readdirSync('/proc').filter(n => /^\\d+$/.test(n)));\n"],
		honest: ['main.js', "const fs = require('fs'); console.log(fs.readFileSync('/proc/meminfo', 'utf8'));\n"],
	},
	'kills a process that is not its own': {
		id: 'SL-PROC-002',
		attack: ['main.js', 'process.kill(1, 0);\n'],
		honest: ['main.py', 'import os, signal, subprocess\nchild = subprocess.Popen(["sort"])\nos.kill(child.pid, signal.SIGTERM)\n'],
	},
});
