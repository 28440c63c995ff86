/* SPDX-License-Identifier: ISC */
/*
 * structure.js - for t/16-ctemplate-structure.t: whether texts differ in no
 * more than a few literals for who reads them: acorn for scripts, css-tree for
 * styles.
 *
 * argv[2] is the folder of the node modules. A line of standard input is a
 * list [kind, most, text, text, ...]. The answer to each line is a line: "-"
 * where the first text is no script or style at all; "=" where all others have
 * its tree but for `most` literals; else the number of a text and why.
 */
'use strict';
const path = require('path');
const readline = require('readline');

const modules = process.argv[2];
const acorn = require(path.join(modules, 'acorn'));
const csstree = require(path.join(modules, 'css-tree'));

/* A literal, be it signed, is one leaf. */
function leafOf(node) {
	if (node.type === 'Literal' || node.type === 'TemplateElement')
		return `literal ${node.raw ?? JSON.stringify(node.value)}`;
	/* A name that a value is part of. */
	if (node.type === 'Identifier' && /[a-z]7[a-z]|null/.test(node.name))
		return 'literal ' + node.name;
	if (node.type !== 'UnaryExpression' || !'+-'.includes(node.operator))
		return null;
	const leaf = leafOf(node.argument);

	return leaf && `${leaf} with ${node.operator}`;
}

/* The tree as a list of strings; only literals may differ. */
function flatten(node, into) {
	if (Array.isArray(node)) {
		into.push(`list ${node.length}`);
		node.forEach((one) => flatten(one, into));
	} else if (node !== null && typeof node === 'object') {
		const leaf = leafOf(node);

		if (leaf !== null) {
			into.push(leaf);
			return into;
		}
		for (const key of Object.keys(node)) {
			if (['start', 'end', 'raw', 'directive'].includes(key))
				continue;
			into.push(key);
			flatten(node[key], into);
		}
	} else {
		into.push(String(node));
	}
	return into;
}

function parseScript(kind, text) {
	const module = kind === 'module';
	/* A handler is the body of a function. */
	const code = kind === 'handler' ? `function f() {\n${text}\n}` : text;

	return flatten(acorn.parse(code, {
		ecmaVersion: 'latest',
		sourceType: module ? 'module' : 'script',
		allowHashBang: true,
	}), []);
}

/* Rules, blocks and at-rules; what declarations say is a leaf. */
function parseStyle(kind, text) {
	const into = [];

	csstree.walk(csstree.parse(text, {
		context: kind === 'css' ? 'stylesheet' : 'declarationList',
		parseValue: false,
		parseRulePrelude: false,
		parseAtrulePrelude: false,
	}), {
		enter(node) {
			if (node.type === 'Comment') /* one with a ! */
				return this.skip;
			if (['Raw', 'Declaration'].includes(node.type)) {
				into.push('literal');
				return this.skip;
			}
			into.push(`${node.type} ${node.name ?? ''}`);
		},
		leave(node) {
			if (node.type !== 'Comment')
				into.push(`end of ${node.type}`);
		},
	});
	return into;
}

function parse(kind, text) {
	if (kind === 'css' || kind === 'declarations')
		return parseStyle(kind, text);
	if (kind === 'json')
		return flatten(toTree(JSON.parse(text)), []);
	return parseScript(kind, text);
}

/* JSON's values as literals. */
function toTree(value) {
	if (value === null || typeof value !== 'object')
		return { type: 'Literal', value };
	if (Array.isArray(value))
		return value.map(toTree);
	return Object.entries(value).map(([key, one]) =>
		[{ type: 'Literal', value: key }, toTree(one)]);
}

function compare(want, got, most) {
	let differ = 0;

	if (want.length !== got.length)
		return 'another tree';
	for (let i = 0; i < want.length; i++) {
		if (want[i] === got[i])
			continue;
		if (!want[i].startsWith('literal') ||
		    !got[i].startsWith('literal'))
			return `${got[i]} in place of ${want[i]}`;
		differ++;
	}
	return differ > most ? `${differ} literals differ` : null;
}

function judge([kind, most, first, ...others]) {
	let want;

	try {
		want = parse(kind, first);
	} catch {
		return '-';
	}
	for (let i = 0; i < others.length; i++) {
		let why;

		if (others.indexOf(others[i]) < i || others[i] === first)
			continue;
		try {
			why = compare(want, parse(kind, others[i]), most);
		} catch (error) {
			why = error.message;
		}
		if (why !== null)
			return `${i} ${why.replace(/\s+/g, ' ')}`;
	}
	return '=';
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
	console.log(judge(JSON.parse(line)));
});
