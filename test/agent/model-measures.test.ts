import {expect, test} from 'vitest';
import {ModelMeasures} from '../../source/agent/model-measures.ts';
import type {ChatModel} from '../../source/model/chat-model.ts';

const signal = new AbortController().signal;

/** A model that says how large its window is as these answers do, one after the other. */
function modelSaying(...windows: readonly (number | null)[]): ChatModel & {readonly asked: () => number} {
	let asked = 0;
	return {
		name: 'ollama:small',
		offline: false,
		contextWindow: null,
		findContextWindow: async () => windows[asked++] ?? null,
		models: async () => [],
		async *stream() {},
		asked: () => asked,
	};
}

test('asks an endpoint for its window once before its first answer, and once more after one', async () => {
	const [measures, model] = [new ModelMeasures(), modelSaying(null, 32_768)];
	await measures.findWindow(model, signal, false);
	await measures.findWindow(model, signal, false);
	expect(model.asked()).toBe(1);
	expect(measures.window(model)).toEqual({tokens: 8192, isKnown: false});
	await measures.findWindow(model, signal, true);
	await measures.findWindow(model, signal, true);
	expect(model.asked()).toBe(2);
	expect(measures.window(model)).toEqual({tokens: 32_768, isKnown: true});
});

test('asks nobody where the user said how large it is', async () => {
	const [measures, model] = [new ModelMeasures({contextWindow: 4096}), modelSaying(1000)];
	await measures.findWindow(model, signal, false);
	expect(model.asked()).toBe(0);
	expect(measures.window(model)).toEqual({tokens: 4096, isKnown: true});
});

test('waits a moment only for an endpoint that is in no hurry to say it', async () => {
	const slow: ChatModel = {
		...modelSaying(),
		findContextWindow: aborted => new Promise(resolve => aborted.addEventListener('abort', () => resolve(null))),
	};
	const measures = new ModelMeasures();
	await measures.findWindow(slow, signal, false);
	expect(measures.window(slow).isKnown).toBe(false);
});

test('keeps the form of the tools once it is decided, whatever the window turns out to be', async () => {
	const [measures, model] = [new ModelMeasures(), modelSaying(null, 128_000)];
	measures.decideForm(model);
	await measures.findWindow(model, signal, false);
	await measures.findWindow(model, signal, true);
	expect(measures.window(model).tokens).toBe(128_000);
	expect(measures.formFor(model)).toBe('simple');
	expect(measures.formFor({...model, name: 'ollama:other', contextWindow: 128_000})).toBe('full');
});

test('shortens the tools when a request was too long, unless the user wants them whole', () => {
	const large = {...modelSaying(), contextWindow: 128_000};
	for (const [toolForm, form] of [
		['auto', 'simple'],
		['full', 'full'],
	] as const) {
		const measures = new ModelMeasures({toolForm});
		measures.decideForm(large);
		measures.overflowed(large, 5000, 4096);
		expect(measures.formFor(large)).toBe(form);
		expect(measures.window(large).tokens).toBe(4096);
	}
});

test('shows the offline planner the tools whole: it reads their phrases', () => {
	expect(new ModelMeasures({toolForm: 'simple'}).formFor({...modelSaying(), offline: true})).toBe('full');
});

test.each([
	['half of what a tokenizer could count', 10, 0.5],
	['a usual count', 740, 0.74],
	['more than a bound can be off', 99_000, 3],
])('keeps within reason what an endpoint counts: %s', (_, tokens, scale) => {
	const [measures, model] = [new ModelMeasures(), modelSaying()];
	measures.counted(model, tokens, 1000);
	expect(measures.scaleFor(model)).toBe(scale);
});

test.each([
	[0.5, 0.75],
	[0.74, 0.851],
	[0.95, 1],
	[1.4, 1.4],
])('believes of another model, where one counted %f for our estimate, %f', (one, other) => {
	const [measures, model] = [new ModelMeasures(), modelSaying()];
	measures.counted(model, one * 1000, 1000);
	expect(measures.scaleFor({...model, name: 'ollama:other'})).toBeCloseTo(other, 6);
});
