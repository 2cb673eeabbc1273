import type {Call, CodeUnit} from './code.ts';
import {names} from './name-set.ts';

/** Functions that run a text as code. The last argument of `Function` is the code, the first of all others. */
export const evalCalls =
	names(`eval exec execfile Function vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.compileFunction vm.SourceTextModule
	code.InteractiveInterpreter().runsource code.InteractiveInterpreter().runcode types.FunctionType types.CodeType module.prototype._compile module.Module()._compile ?._compile
	Object.getPrototypeOf().constructor Reflect.getPrototypeOf().constructor`);

/** The same, also where `exec` or `eval` of Python was got hold of by a roundabout way (`vars(m)['exec']`, `getattr(x, 'exec')`). */
export function isEvaluation({name}: Call, {language}: Pick<CodeUnit, 'language'>): boolean {
	return evalCalls.has(name) || (language === 'python' && /\.(?:exec|eval)$/.test(name));
}
