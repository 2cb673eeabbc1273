/** Where pip and npm are on this machine; asked of the programs themselves, once. */

import {existsSync, realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {SkillLiteError} from '../base/errors.ts';
import {pythonBinary} from '../linux/interpreters.ts';
import {installCommand} from '../linux/install-command.ts';
import {findProgram} from '../linux/toolbox.ts';
import {askProgram} from './ask.ts';

let pip: string | undefined;

/** The folder of the package pip of the Python that skills run with. Throws `interpreter-missing` where it has none. */
export function pipFolder(): string {
	pip ??= askProgram(pythonBinary(), ['-c', 'import os, pip; print(os.path.dirname(pip.__file__))']);
	if (pip === undefined || !existsSync(join(pip, '__main__.py'))) {
		throw new SkillLiteError('interpreter-missing', 'Cannot install Python packages: pip is not installed.', {
			hint: `Install it with: ${installCommand('python3-pip')}`,
		});
	}

	return pip;
}

/** The folder of npm: the one of the Node that runs us, else the one on PATH. Throws `interpreter-missing` where there is none. */
export function npmFolder(): string {
	const beside = join(dirname(realpathSync(process.execPath)), '../lib/node_modules/npm');
	const program = findProgram('npm');
	const onPath = program === undefined ? undefined : join(dirname(realpathSync(program)), '..');
	const found = [beside, onPath].find(folder => folder !== undefined && existsSync(join(folder, 'bin/npm-cli.js')));
	if (found === undefined) {
		throw new SkillLiteError('interpreter-missing', 'Cannot install npm packages: npm is not installed.', {
			hint: `Install it with: ${installCommand('npm')}`,
		});
	}

	return realpathSync(found);
}
