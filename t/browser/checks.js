/* SPDX-License-Identifier: ISC */
/*
 * checks.js - what programs can say of the pages: accessibility (axe-core),
 * markup (html-validate, the Nu checker), links, and whether all fits the
 * window. Each has to find its fault in the faulty FAQ first.
 */
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFile } = require('child_process');
const { config, need, visit } = require('./browser');
const { files, pages, wide } = require('./pages');
const { is, ok, note } = require('./tap');

const axe = need('axe-core');
const { HtmlValidate } = need('html-validate');

/* ----------------------------------------------------------------- markup */

const validator = new HtmlValidate({
	extends: ['html-validate:recommended', 'html-validate:standard'],
	rules: {
		/* ours is lower case, as in the standard's own examples */
		'doctype-style': 'off',
		/* the owner's words decide how long a title is */
		'long-title': 'off',
		/* void elements stand without a slash, as the standard says */
		'void-style': ['error', { style: 'omit' }],
	},
});

async function findMarkupFaults(html) {
	const report = await validator.validateString(html);
	return report.results.flatMap((result) => result.messages.map((fault) =>
		`${fault.line}:${fault.column} ${fault.ruleId}: ${fault.message}`));
}

/* All texts at once, for Java starts slowly: [[name, text], ...]. */
async function findNuFaults(texts) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'faq-nu-'));
	const jar = path.join(config.modules, 'vnu-jar/build/dist/vnu.jar');

	texts.forEach(([name, text]) => fs.writeFileSync(path.join(dir, name), text));
	const output = await new Promise((done) => execFile(config.java,
		['-jar', jar, '--format', 'json', '--stdout', '--also-check-css', dir],
		{ maxBuffer: 1 << 26 }, (error, stdout, stderr) => done(stdout || stderr)));
	fs.rmSync(dir, { recursive: true });
	return JSON.parse(output).messages.map((fault) =>
		`${path.basename(fault.url)} ${fault.lastLine}: ${fault.message}`);
}

async function checkMarkup(page) {
	const texts = [];

	for (const [name, url] of Object.entries({ ...pages, ...files })) {
		const answer = await page.request.get(url);
		const type = answer.headers()['content-type'];
		const text = await answer.text();
		const ending = /html/.test(type) ? 'html' : /css/.test(type) ? 'css'
			: null;

		if (ending)
			texts.push([`${name.replace(/\W+/g, '-')}.${ending}`, text]);
		if (ending === 'html')
			is(await findMarkupFaults(text), [],
				`html-validate: ${name}`);
	}
	const refused = await page.request.post(config.faq);
	texts.push(['not-allowed.html', await refused.text()]);
	is(await findMarkupFaults(await refused.text()), [],
		'html-validate: not allowed');

	const faulty = await (await page.request.get(config.faulty)).text();
	ok((await findMarkupFaults(faulty)).some((fault) => /alt/.test(fault)),
		'html-validate finds the image without alt');
	if (!config.java) {
		ok(true, '# SKIP the Nu checker needs Java');
		return;
	}
	is(await findNuFaults(texts), [], 'Nu checker: every kind of page');
	const found = await findNuFaults([['faulty.html', faulty]]);
	ok(found.some((fault) => /alt/.test(fault)),
		'the Nu checker finds the image without alt', found);
	ok(found.some((fault) => /widht/.test(fault)),
		'and the misspelt property of CSS', found);
}

/* ---------------------------------------------------------- accessibility */

const axeOptions = {
	runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
		'best-practice'],
	resultTypes: ['violations'],
};

async function findBarriers(page) {
	await page.evaluate(axe.source);
	const report = await page.evaluate(
		(options) => window.axe.run(document, options), axeOptions);
	return report.violations.map((fault) => `${fault.id}: ${fault.help} ` +
		fault.nodes.map((node) => node.target.join(' ')).join(', '));
}

async function checkAccess(page) {
	for (const [name, url] of Object.entries(pages)) {
		await page.goto(url);
		const faults = [];
		for (const colorScheme of ['light', 'dark']) {
			for (const width of [1280, 320]) {
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				await page.setViewportSize({ width, height: 800 });
				for (const fault of await findBarriers(page))
					faults.push(`${colorScheme} ${width}: ${fault}`);
			}
		}
		is(faults, [], `axe: ${name}, light and dark, wide and narrow`);
	}
	await page.goto(config.faulty);
	ok((await findBarriers(page)).some((fault) => /^image-alt/.test(fault)),
		'axe finds the image without alt');
}

/* ------------------------------------------------------------------- links */

/*
 * Runs in the page: follows all links below base, from base on. Gives what
 * is wrong, and the addresses that were read.
 */
async function crawl(base) {
	const read = {}, faults = [], waiting = [[base, 'the start']];
	const bare = (url) => url.replace(/#.*/, '');

	while (waiting.length > 0) {
		const [url, from] = waiting.shift();
		const place = bare(url);
		if (!(place in read)) {
			const answer = await fetch(place);
			read[place] = new DOMParser()
				.parseFromString(await answer.text(), 'text/html');
			if (answer.status !== 200)
				faults.push(`${from}: ${url} answers ${answer.status}`);
			const isPage = /html/.test(answer.headers.get('content-type'));
			for (const link of isPage && answer.status === 200
				? read[place].querySelectorAll('[href], [src]') : []) {
				const to = new URL(link.getAttribute('href') ||
					link.getAttribute('src'), place).href;
				if (to === base || to.startsWith(`${base}/`) ||
				    to.startsWith(`${base}#`) || to.startsWith(`${base}?`))
					waiting.push([to, place]);
			}
		}
		const id = decodeURIComponent(url.slice(place.length + 1));
		if (id && !read[place].getElementById(id))
			faults.push(`${from}: ${url} has no such place`);
	}
	return { faults: [...new Set(faults)], read: Object.keys(read) };
}

async function checkLinks(page) {
	await page.goto(config.faq);
	const { faults, read } = await page.evaluate(crawl, config.faq);
	is(faults, [], 'every link within the FAQ leads somewhere');
	ok(read.length >= 14, `which are ${read.length} addresses`, read);
	await page.goto(`${config.faq}/?q=pain`);
	is((await page.evaluate(crawl, page.url())).faults, [], 'from results, too');

	await page.goto(config.faulty);
	const found = (await page.evaluate(crawl, config.faulty)).faults;
	ok(found.some((fault) => /nowhere answers 404/.test(fault)),
		'a link to no page is found', found);
	ok(found.some((fault) => /#nowhere has no such place/.test(fault)),
		'and one to no place', found);
}

/* -------------------------------------------------------------------- room */

const roomy = () => {
	const root = document.documentElement;
	return root.scrollWidth <= root.clientWidth
		? '' : `${location}: ${root.scrollWidth} px wide`;
};

async function checkRoom(browser) {
	const windows = {
		'320 px wide': { viewport: { width: 320, height: 640 } },
		'200 % zoom': { viewport: { width: 640, height: 450 },
			deviceScaleFactor: 2 },
	};

	for (const [name, options] of Object.entries(windows)) {
		await visit(browser, options, async (page) => {
			const faults = [];
			for (const url of [...wide, ...Object.values(pages)]) {
				await page.goto(url);
				faults.push(await page.evaluate(roomy));
			}
			is(faults.filter((fault) => fault), [],
				`${name}: no page scrolls sideways, however long its words`);
			await page.goto(config.rtl);
			is(await page.getAttribute('html', 'dir'), 'rtl',
				'one of them reads from right to left');
			await page.goto(config.faulty);
			ok(await page.evaluate(roomy), 'a box too wide is found');
		});
	}
}

/* A page with an inline script and a foreign image: both are refused. */
async function checkWatch(browser) {
	await visit(browser, {}, async (page, complaints) => {
		await page.goto(config.faulty);
		ok(complaints.some((text) => /Content Security Policy/.test(text)),
			'a script in the page is refused, and noticed', complaints);
		ok(complaints.some((text) => /request to http:\/\/192/.test(text)),
			'a request to another host is noticed', complaints);
	});
}

async function checkAll(browser) {
	const steps = { markup: checkMarkup, axe: checkAccess, links: checkLinks };

	for (const [name, check] of Object.entries(steps)) {
		note(`checks: ${name}`);
		await visit(browser, {}, check);
	}
	note('checks: room, watch');
	await checkRoom(browser);
	await checkWatch(browser);
}

module.exports = { checkAll };
