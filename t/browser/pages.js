/* SPDX-License-Identifier: ISC */
/* pages.js - one address of every kind of page. */
'use strict';
const { config } = require('./browser');

const faq = config.faq;

const pages = {
	'index': faq,
	'category': `${faq}/category/safety`,
	'one of many lists': `${config.many}/all?page=2`,
	'index of many': config.many,
	'results of many': `${config.many}/?q=grape&page=2`,
	'results': `${faq}/?q=cost+pain`,
	'results of one category': `${faq}/?q=pain&category=sessions`,
	'results, corrected': `${faq}/?q=hrut`,
	'no hit': `${faq}/?q=xyzzyq`,
	'answer': `${faq}/does-it-hurt`,
	'answer with long words': `${config.long}/long`,
	'all answers': `${faq}/all`,
	'not found': `${faq}/nowhere`,
	'no questions yet': config.setup[0],
	'questions with a mistake': config.setup[1],
	'no folder yet': config.setup[2],
};

/* Answers that are no page for readers. */
const files = {
	'style': `${faq}/style.css`,
	'feed': `${faq}/feed.atom`,
};

/* On telephones these would be too wide, if anything is. */
const wide = [config.long, config.rtl].flatMap((base) => [base,
	`${base}/?q=wide`, `${base}/?q=${'x'.repeat(200)}`, `${base}/long`,
	`${base}/short`, `${base}/all`, `${base}/${'nowhere'.repeat(20)}`]);

module.exports = { files, pages, wide };
