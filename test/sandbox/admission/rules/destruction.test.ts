import {testPairs} from './pairs.ts';

testPairs({
	'deletes the home folder': {
		id: 'SL-DESTROY-001',
		attack: ['main.sh', 'rm -rf "$HOME"/* /\n'],
		honest: ['main.sh', 'dir=$(mktemp -d)\nrm -rf "$dir" ./build output/*\n'],
		verdict: 'confirm',
	},
	'deletes the home folder in Python': {
		id: 'SL-DESTROY-001',
		attack: ['main.py', 'import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.home())\n'],
		honest: ['main.py', 'import shutil\nshutil.rmtree("build", ignore_errors=True)\n'],
	},
	'overwrites a disk': {
		id: 'SL-DESTROY-002',
		attack: ['main.sh', 'dd if=/dev/zero of=/dev/sda bs=1M\n'],
		honest: ['main.sh', 'dd if=/dev/zero of=blank.img bs=1M count=1\n'],
	},
});
