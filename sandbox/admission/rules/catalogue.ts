/** Every rule there is, wherever it is applied: for formats that describe rules, and for tests of them all. */

import {runtimeRules} from '../../observe/judge.ts';
import type {Rule} from '../findings.ts';
import {packageRules} from '../supply-chain/package-rules.ts';
import {allRules} from './all.ts';
import {combinedOrders} from './combined.ts';
import {scanProblemRules} from './scan-problems.ts';

/** Sorted by id. */
export const catalogue: readonly Rule[] = [
	...allRules.flatMap(({rules}) => rules),
	combinedOrders,
	...packageRules,
	...scanProblemRules,
	...runtimeRules,
].sort((a, b) => (a.id < b.id ? -1 : 1));
