import {testPairs} from './pairs.ts';

testPairs({
	'adds to a start-up file of the shell': {
		id: 'SL-PERSIST-001',
		attack: ['main.py', 'import os\nwith open(os.path.expanduser("~/.bashrc"), "a") as f:\n    f.write("x")\n'],
		honest: ['main.py', 'with open("bashrc.txt", "a") as f:\n    f.write("x")\nprint("Add this line to ~/.bashrc")\n'],
		verdict: 'confirm',
	},
	'adds a key for a later login': {
		id: 'SL-PERSIST-001',
		attack: ['main.sh', 'echo "ssh-ed25519 AAAA" >> ~/.ssh/authorized_keys\n'],
		honest: ['main.sh', 'echo "ssh-ed25519 AAAA" >> keys.txt\n'],
	},
	'writes a git hook in JavaScript': {
		id: 'SL-PERSIST-001',
		attack: ['main.js', "require('fs').writeFileSync('.git/hooks/post-commit', '#!/bin/sh');\n"],
		honest: ['main.js', "require('fs').readFileSync('.git/HEAD', 'utf8');\n"],
	},
	'sets a timer': {
		id: 'SL-PERSIST-002',
		attack: ['main.sh', '(crontab -l; echo "* * * * * /tmp/x") | crontab -\n'],
		honest: ['main.sh', 'crontab -l\n'],
	},
});
