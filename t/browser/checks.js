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
		/* to Safari a list without bullets is none but for it */
		'no-redundant-role': 'off',
		'prefer-native-element': ['error', { exclude: ['list'] }],
	},
});

async function findMarkupFaults(html) {
	const report = await validator.validateString(html);
	return report.results.flatMap((result) => result.messages)
		.map(({ line, ruleId, message }) =>
			`${line}: ${ruleId}: ${message}`);
}

/* All texts at once, for Java starts slowly: [[name, text], ...]. */
async function findNuFaults(texts) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'faq-nu-'));
	const jar = path.join(config.modules, 'vnu-jar/build/dist/vnu.jar');

	const call = ['-XX:-UsePerfData', '-jar', jar, '--format', 'json',
		'--stdout', '--also-check-css', dir];

	for (const [name, text] of texts)
		fs.writeFileSync(path.join(dir, name), text);
	const output = await new Promise((done) => execFile(config.java, call,
		{ maxBuffer: 1 << 26 }, (error, stdout) => done(stdout)));
	fs.rmSync(dir, { recursive: true });
	return JSON.parse(output).messages
		/* but for Safari: see above */
		.filter(({ message }) => !/^The “list” role is/.test(message))
		.map(({ url, lastLine, message }) =>
			`${path.basename(url)}:${lastLine}: ${message}`);
}

async function checkMarkup(page) {
	const texts = [];

	for (const [name, url] of Object.entries({ ...pages, ...files })) {
		const answer = await page.request.get(url);
		const type = answer.headers()['content-type'];
		const [, ending] = /(html|css)/.exec(type) || [];
		const text = await answer.text();

		if (ending)
			texts.push([`${name}.${ending}`, text]);
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
	const found = await findNuFaults([['faulty.html', faulty],
		['faulty.css', 'a { heigth: 1px }']]);
	ok(found.some((fault) => /alt/.test(fault)),
		'the Nu checker finds the image without alt', found);
	ok(found.some((fault) => /html.*widht/.test(fault)) &&
		found.some((fault) => /css.*heigth/.test(fault)),
	'and misspelt properties of CSS, within a page and alone', found);
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
		for (const [colorScheme, width] of [['light', 1280],
			['light', 320], ['dark', 320], ['dark', 1280]]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 800 });
			for (const fault of await findBarriers(page))
				faults.push(`${colorScheme} ${width} ${fault}`);
		}
		is(faults, [], `axe: ${name}, light and dark, wide and narrow`);
	}
	await page.goto(config.faulty);
	ok((await findBarriers(page)).some((fault) => /^image-alt/.test(fault)),
		'axe finds the image without alt');
}

/* ------------------------------------------------------------------- links */

/*
 * Runs in the page: follows all links below base, from start on. Gives what
 * is wrong, and the addresses that were read.
 */
async function crawl([base, start]) {
	const read = {}, faults = new Set(), waiting = [[start, 'the start']];
	const ours = (url) => url.startsWith(base) &&
		/^$|^[/?#]/.test(url.slice(base.length));

	async function load(url, fault) {
		const answer = await fetch(url);
		const page = new DOMParser()
			.parseFromString(await answer.text(), 'text/html');
		read[url] = page;
		if (answer.status !== 200)
			faults.add(`${fault} answers ${answer.status}`);
		else if (/html/.test(answer.headers.get('content-type')))
			for (const { attributes: { href, src } }
				of page.querySelectorAll('[href], [src]')) {
				const to = new URL((href || src).value, url);
				waiting.push([to.href, url]);
			}
	}

	while (waiting.length > 0) {
		const [url, from] = waiting.shift();
		const [place, id] = url.split('#');
		if (!ours(url))
			continue;
		if (!(place in read))
			await load(place, `${from}: ${url}`);
		if (id && !read[place].getElementById(decodeURIComponent(id)))
			faults.add(`${from}: ${url} has no such place`);
	}
	return { faults: [...faults], read: Object.keys(read) };
}

async function checkLinks(page) {
	await page.goto(config.faq);
	const { faults, read } = await page.evaluate(crawl,
		[config.faq, config.faq]);
	is(faults, [], 'every link within the FAQ leads somewhere');
	ok(read.length >= 14, `which are ${read.length} addresses`, read);
	const results = await page.evaluate(crawl,
		[config.faq, `${config.faq}/?q=hrut`]);
	is(results.faults, [], 'from results, too');

	await page.goto(config.faulty);
	const { faults: found } = await page.evaluate(crawl,
		[config.faulty, config.faulty]);
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
				`${name}: no page scrolls sideways`);
			await page.goto(config.rtl);
			is(await page.getAttribute('html', 'dir'), 'rtl',
				'one of them reads from right to left');
			await page.goto(config.faulty);
			ok(await page.evaluate(roomy), 'a wide box does');
		});
	}
}

/* A browser leaves out a selector that it cannot read, and says nothing. */
async function checkArrows(browser) {
	await visit(browser, {}, async (page) => {
		const look = async (url) => {
			await page.goto(url);
			return page.evaluate(() => {
				const link =
				    document.querySelector('.questions a');
				return getComputedStyle(link, '::after')
				    .transform;
			});
		};
		ok(await look(pages.index) !== await look(config.rtl),
			'arrows point the other way from right to left');
	});
}

/* A page with an inline script and a foreign image: both are refused. */
async function checkWatch(browser) {
	await visit(browser, {}, async (page, complaints) => {
		await page.goto(config.faulty);
		const noticed = (pattern, name) =>
			ok(complaints.some((text) => pattern.test(text)), name,
				complaints);
		noticed(/Content Security Policy/,
			'a script in the page is refused');
		noticed(/request to http:\/\/192/, 'another host is noticed');
	});
}

async function checkAll(browser) {
	const steps = {
		markup: checkMarkup, axe: checkAccess, links: checkLinks,
	};

	for (const [name, check] of Object.entries(steps)) {
		note(`checks: ${name}`);
		await visit(browser, {}, check);
	}
	note('checks: arrows, room, watch');
	await checkArrows(browser);
	await checkRoom(browser);
	await checkWatch(browser);
}

module.exports = { checkAll };
