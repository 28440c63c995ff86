/* SPDX-License-Identifier: ISC */
/* screenshots.js - pictures of the pages, to be looked at after the tests. */
'use strict';
const fs = require('fs');
const path = require('path');
const { config, visit } = require('./browser');
const { pages } = require('./pages');
const { is } = require('./tap');

const looks = {
	light: { colorScheme: 'light' },
	dark: { colorScheme: 'dark' },
	narrow: { viewport: { width: 320, height: 640 } },
	zoomed: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
	print: { viewport: { width: 794, height: 1123 } }, /* A4 */
};

async function photographAll(browser) {
	const names = ['index', 'category', 'answer', 'results', 'no hit',
		'all answers', 'not found', 'no questions yet'];

	fs.rmSync(config.shots, { recursive: true, force: true });
	fs.mkdirSync(config.shots, { recursive: true });
	for (const [look, options] of Object.entries(looks)) {
		await visit(browser, options, async (page) => {
			if (look === 'print')
				await page.emulateMedia({ media: 'print' });
			for (const name of names) {
				const file = `${name}, ${look}.png`;
				await page.goto(pages[name]);
				await page.screenshot({
					path: path.join(config.shots, file),
					fullPage: true,
				});
			}
		});
	}
	is(fs.readdirSync(config.shots).length,
		names.length * Object.keys(looks).length,
		`screenshots are in ${path.relative('.', config.shots)}`);
}

module.exports = { photographAll };
