/* SPDX-License-Identifier: ISC */
/*
 * browser.js - Debian's Chromium, driven by playwright-core: pages that
 * remember what went wrong in them, and what a reader sees of them.
 */
'use strict';
const path = require('path');

const config = JSON.parse(process.argv[2]);
const need = (name) => require(path.join(config.modules, name));
const { chromium } = need('playwright-core');

function launch(options = {}) {
	return chromium.launch({
		executablePath: config.chromium, headless: true,
		args: config.flags,
		...options,
	});
}

/*
 * What a reader would never see but a developer should: errors and refusals
 * in the console, requests to foreign hosts. A test empties the list of
 * what it provokes itself.
 */
function watch(context) {
	const complaints = [];
	const home = new URL(config.faq).host;

	context.on('console', (message) => {
		if (/^(error|warning)$/.test(message.type()))
			complaints.push(message.text());
	});
	context.on('weberror', (error) =>
		complaints.push(String(error.error())));
	context.on('request', (request) => {
		const url = new URL(request.url());
		if (/^(http|ws)/.test(url.protocol) && url.host !== home)
			complaints.push(`request to ${url}`);
	});
	return complaints;
}

/*
 * Opens a page in a browser of its own, runs the work with it and closes it.
 * complaints: what watch() saw.
 */
async function visit(browser, options, work) {
	const context = await browser.newContext({
		viewport: { width: 1280, height: 900 }, ...options,
	});

	context.setDefaultTimeout(30000);
	const complaints = watch(context);
	try {
		const page = await context.newPage();
		return await work(page, complaints);
	} finally {
		await context.close();
	}
}

/* The page as a reader has it before him. */
function look(page) {
	return page.evaluate(() => {
		const field = document.getElementById('q');
		const tidy = (text) => text.trim().replace(/\s+/g, ' ');
		return {
			title: document.title,
			heading: tidy(document.querySelector('h1').textContent),
			field: field && field.value,
			query: new URL(location).searchParams.get('q'),
			path: location.pathname.replace(/\/$/, ''),
			hits: [...document
				.querySelectorAll('.clear h2 a, .hits a')]
				.map((link) => tidy(link.textContent)),
		};
	});
}

module.exports = { config, launch, look, need, visit };
