/** The models of a conversation: the one that it begins with, and those that a person names later. */

import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {AskSecret} from '../core/question.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {type FoundModel, findModel} from '../model/find-model.ts';
import {splitModel} from '../model/model-sources.ts';
import type {Learnt} from '../model/planner/learnt.ts';
import type {KeyAsking} from '../model/typed-key.ts';
import {hideValue} from '../session/secrets.ts';
import {openModel} from './open-model.ts';

export interface SessionModelOptions {
	readonly flags: Flags;
	readonly project: Project;
	readonly settings: Settings;
	/** What the offline planner has learnt. */
	readonly learnt: () => Learnt;
	readonly warn: (text: string) => void;
}

export interface FirstModelOptions {
	/** Where a person can type the key that an endpoint wants. */
	readonly askSecret: AskSecret | undefined;
	/** Try the endpoint before the first message, and not by it. */
	readonly isFirstRun: boolean | undefined;
	readonly signal: AbortSignal;
}

export interface SessionModels {
	/** The model that the flags name, else the first of the places where models are looked for. */
	findFirst(options: FirstModelOptions): Promise<FoundModel>;
	open(found: FoundModel): Promise<ChatModel>;
	/** Find and open another model by the name that a person wrote; `offline` is the planner. */
	openNamed(name: string, signal: AbortSignal): Promise<ChatModel>;
	/** Where a model was found that was opened by its name. */
	placeOf(model: ChatModel): FoundModel | undefined;
}

/** Each may throw what `findModel` throws. */
export function createSessionModels({flags, project, settings, learnt, warn}: SessionModelOptions): SessionModels {
	const places = new WeakMap<ChatModel, FoundModel>();

	function find(model: string | undefined, baseUrl: string | undefined, signal: AbortSignal, keys?: KeyAsking): Promise<FoundModel> {
		return findModel({
			flags: {model, baseUrl},
			environment: process.env,
			project: project.isHome ? null : {folder: project.folder, trusted: isTrusted(project.folder)},
			config: settings.userModel,
			keys,
			signal,
		});
	}

	const open = (found: FoundModel) => openModel(found, settings, learnt);

	return {
		findFirst: ({askSecret, isFirstRun = false, signal}) =>
			find(flags.text('model'), flags.text('base-url'), signal, askSecret && {ask: askSecret, hide: hideValue, triesFoundKey: isFirstRun}),
		open,
		async openNamed(name, signal) {
			// A bare name is another model of the same endpoint.
			const baseUrl = splitModel(name).provider === null ? flags.text('base-url') : undefined;
			const next: FoundModel = name === 'offline' ? {kind: 'offline', warnings: []} : await find(name, baseUrl, signal);
			next.warnings.forEach(warn);
			const opened = await open(next);
			places.set(opened, next);
			return opened;
		},
		placeOf: model => places.get(model),
	};
}
