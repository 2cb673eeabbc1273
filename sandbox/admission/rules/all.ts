import {decodeAndRun} from './decode-and-run.ts';
import {destruction} from './destruction.ts';
import {downloadAndRun} from './download-and-run.ts';
import {dynamicCode} from './dynamic-code.ts';
import {exfiltration} from './exfiltration.ts';
import {fileTree} from './file-tree.ts';
import {hiddenText} from './hidden-text.ts';
import {hostAccess} from './host-access.ts';
import {loadTime} from './load-time.ts';
import {persistence} from './persistence.ts';
import {reverseShell} from './reverse-shell.ts';
import type {RuleFile} from './rule-file.ts';
import {socialEngineering} from './social-engineering.ts';

/** Every rule file, in the order of the taxonomy. */
export const allRules: readonly RuleFile[] = [
	downloadAndRun,
	decodeAndRun,
	exfiltration,
	dynamicCode,
	reverseShell,
	persistence,
	destruction,
	hostAccess,
	hiddenText,
	loadTime,
	socialEngineering,
	fileTree,
];
