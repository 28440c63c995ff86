/* SPDX-License-Identifier: ISC */
/* tap.js - results as lines of TAP, which t/70-browser.t counts. */
'use strict';

let failures = 0;

function note(text) {
	for (const line of String(text).split('\n'))
		console.log(`# ${line}`);
}

function ok(good, name, detail) {
	console.log(`${good ? 'ok' : 'not ok'} - ${name}`);
	if (!good) {
		failures++;
		if (detail !== undefined)
			note(detail);
	}
	return good;
}

function is(got, wanted, name) {
	const a = JSON.stringify(got), b = JSON.stringify(wanted);
	return ok(a === b, name, `got ${a}\nwanted ${b}`);
}

function like(got, pattern, name) {
	return ok(pattern.test(got), name, `got ${JSON.stringify(got)}`);
}

/*
 * Asks until the answer is right, for at most 20 s: machines are slow. While
 * a page is being left there is nothing to ask.
 */
async function becomes(ask, wanted, name) {
	const b = JSON.stringify(wanted), end = Date.now() + 20000;
	let got;

	do {
		got = await ask().catch((error) => error.message);
		if (JSON.stringify(got) === b)
			return ok(true, name);
		await new Promise((done) => setTimeout(done, 25));
	} while (Date.now() < end);
	return is(got, wanted, name);
}

module.exports = { becomes, is, like, note, ok, failed: () => failures > 0 };
