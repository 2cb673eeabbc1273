import {execFile, execFileSync} from 'node:child_process';

/** What a program of the system, or an interpreter of the user's, says of itself; never anything of a skill. Throws when it fails. */
export function ask(program: string, args: readonly string[]): string {
	return execFileSync(program, args, {encoding: 'utf8', env: {}, timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore']});
}

/** As `ask`, without holding up everything else; undefined when it ended in an error of its own, as `ps` does for a process that is gone. */
export function askLater(program: string, args: readonly string[]): Promise<string | undefined> {
	return new Promise((resolve, reject) => {
		execFile(program, args, {encoding: 'utf8', env: {}, timeout: 5000}, (error, stdout) => {
			if (error === null) {
				resolve(stdout);
			} else if (typeof error.code === 'number') {
				resolve(undefined);
			} else {
				reject(error);
			}
		});
	});
}
