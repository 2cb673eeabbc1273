/** What one job leaves in its slot, no other job finds. */

import {randomBytes} from 'node:crypto';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {placeSkill} from '../sandboxed.ts';
import {attackPool, needsBubblewrap} from './pooled.ts';

/** With a word on the standard input they leave it everywhere; without one they look for what was left. */
const payloads: Readonly<Record<string, Payload>> = {
	python: python(`
		import atexit, builtins, gc, json, os, re, sys, threading, time
		left = sys.stdin.read()
		if left:
		    builtins.left = json.left = re.left = sys.left = os.left = left
		    true_dumps = json.dumps
		    json.dumps = lambda *all, **named: left
		    sys.modules['left'] = type(sys)('left')
		    sys.path.append(left)
		    os.environ['LEFT'] = left
		    open('/work/left', 'w').write(left)
		    os.dup2(os.open('/work/left', os.O_RDONLY), 300)
		    os.umask(0)
		    sys.setrecursionlimit(77)
		    sys.excepthook = lambda *all: os.write(1, left.encode())
		    atexit.register(lambda: time.sleep(0.05))
		    threading.Thread(target=time.sleep, args=[0.05]).start()
		    print('in place:', json.dumps(1) == left and open('/work/left').read() == left and bool(os.fstat(300)))
		else:
		    found = [vars(module) for module in [builtins, json, re, sys, os]]
		    found += [dict(os.environ), os.listdir('/work'), list(sys.modules), os.getcwd(), sys.getrecursionlimit(), os.umask(0)]
		    found += [name for name in gc.get_objects() if isinstance(name, (dict, list, tuple)) and 'left-' in str(name)[:100000]]
		    for fd in range(3, 512):
		        attempt(lambda: os.read(fd, 100)) if fd == 300 else None
		    print(found)
		    print('json says', json.dumps({'a': [1]}), len(threading.enumerate()))
	`),
	node: node(`
		import fs from 'node:fs';
		import path from 'node:path';
		const left = fs.readFileSync(0, 'utf8');
		if (left) {
			globalThis.left = process.left = Array.prototype.left = fs.left = path.left = left;
			JSON.stringify = () => left;
			process.env.LEFT = left;
			process.title = left;
			process.chdir('/skill');
			fs.writeFileSync('/work/left', left);
			fs.openSync('/work/left');
			process.on('exit', () => {});
			console.log('in place:', JSON.stringify(1) === left && [].left === left && fs.readFileSync('/work/left', 'utf8') === left);
		} else {
			const own = thing => Object.getOwnPropertyNames(thing).map(name => [name, attemptNow(() => String(thing[name]))]);
			console.log(JSON.stringify([globalThis, process, Array.prototype, fs, path].map(own)));
			console.log(process.env, fs.readdirSync('/work'), process.cwd(), process.title, process.eventNames());
			// Files alone: what Node's event loop has open may be read for ever.
			for (let fd = 3; fd < 512; fd++) attemptNow(() => fs.fstatSync(fd).isFile() && console.log(fs.readFileSync(fd, 'utf8')));
			console.log('json says', JSON.stringify({a: [1]}), process.listenerCount('exit'));
		}
		function attemptNow(action) {
			try {
				return action();
			} catch (error) {
				return String(error);
			}
		}
	`),
	bash: bash(`
		left=$(cat)
		if [ -n "$left" ]; then
			export LEFT=$left
			echo "$left" > /work/left
			echo 'in place: true'
		else
			set
			env
			ls -la /work
			cat /work/*
		fi
	`),
};

for (const [name, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${name} finds nothing of the job before it`,
		async identity => {
			const left = `left-${randomBytes(12).toString('hex')}`;
			// The same skill, script, policy and limits: the next job has the slots of the one before.
			const skill = placeSkill(payload);
			const [leaving, looking] = await attackPool(identity, [
				[payload, {skill, stdin: left}],
				[payload, {skill}],
			]);
			expect(leaving?.stdout.toLowerCase()).toContain('in place: true');
			expect(JSON.stringify(looking)).not.toContain(left);
			expect(looking).toMatchObject({ended: 'exit', exitCode: 0});
			if (name !== 'bash') {
				expect(looking?.stdout).toMatch(/json says \{"a": ?\[1\]\} [01]\n/);
			}
		},
		needsBubblewrap,
	);
}
