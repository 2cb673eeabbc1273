// Runs one script in Pyodide; copied beside its node_modules, since a user who may not enter the clone starts it.

import {readFileSync} from 'node:fs';
import {loadPyodide} from './node_modules/pyodide/pyodide.mjs';

const [script = '', ...args] = process.argv.slice(2);
const python = await loadPyodide();
python.globals.set('script', readFileSync(script, 'utf8'));
python.globals.set('words', python.toPy([script, ...args]));
process.exitCode = python.runPython(`
import sys, traceback
sys.argv = words
def run():
    try:
        exec(compile(script, sys.argv[0], 'exec'), {'__name__': '__main__', '__file__': sys.argv[0]})
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        return 1
code = run()
sys.stdout.flush()
code
`);
