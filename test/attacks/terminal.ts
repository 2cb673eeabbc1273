import {copyFileSync, existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {inject} from 'vitest';

/** Words to put before a command: it then has a controlling terminal, also open as descriptor 30; what appears there goes to a file. */
export function inTerminal(transcript: string): readonly string[] {
	// The clone may lie where an ordinary user cannot read it.
	const script = join(inject('world').folder, 'in-terminal.py');
	if (!existsSync(script)) {
		copyFileSync(fileURLToPath(new URL('./in-terminal.py', import.meta.url)), script);
	}

	return ['/usr/bin/env', 'python3', '-S', '-E', script, transcript];
}
