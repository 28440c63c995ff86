/* SPDX-License-Identifier: ISC */
/*
 * driver.js - the tests in a browser, as TAP for t/70-browser.t, which says
 * where everything is:
 *
 *   modules   folder of the node modules
 *   chromium  the browser, flags  its options
 *   java      or ""
 *   shots     folder for the screenshots
 *   faq       address of the FAQ that ships
 *   many      of one with 500 questions
 *   long, rtl of ones with long words, the second right to left
 *   setup     of ones that are not ready yet
 *   faulty    of one whose templates have a mistake for each checker
 */
'use strict';
const { launch } = require('./browser');
const { tellAll } = require('./stories');
const { checkAll } = require('./checks');
const { photographAll } = require('./screenshots');
const tap = require('./tap');

async function main() {
	const browser = await launch();

	await tellAll(browser);
	await checkAll(browser);
	await photographAll(browser);
	await browser.close();
	process.exitCode = tap.failed() ? 1 : 0;
}

main().catch((error) => {
	tap.ok(false, 'the tests run to their end', error.stack);
	process.exit(1);
});
