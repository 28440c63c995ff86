#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Data files on the command line: what ships is fine, what is wrong is named
# by file and line and nothing is lost.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $good = "# T\n\n## Is it good?\n\nIt is.\n";

# check(NAME => BYTES, ...): exit status and messages of `faq.cgi check`.
sub check {
	my $home = new_home(@_);
	my ($code, $out, $err) = command($home, 'check');
	ok(!-e "$home/var", 'check writes nothing');
	return ($code, $out, $err);
}

# A home with these files has exactly these mistakes.
sub mistakes {
	my ($name, $files, @wanted) = @_;
	my ($code, $out, $err) = check(%$files);
	is($code, 1, "$name: exit status 1");
	for (@wanted) {
		like($err, ref $_ ? $_ : qr/^\Q$_\E/m, "$name: $_");
	}
	my $count = @wanted;
	like($err, qr/^$count mistakes?$/m, "$name: $count of them");
}

subtest 'the questions that ship' => sub {
	my ($code, $out, $err) = command($top, 'check');
	is($code, 0, 'check is content');
	is($err, '', 'and silent');
	is($out, "12 questions in 4 categories\n", 'it counts them');
	my @found;
	my @files = map { get_file($_) } sort glob("$top/data/[0-9]*.md");
	push @found, /^## .*\{#([\w-]+) /mg for @files;
	is("@found", "@slugs", 'the links, in their order');
	is(scalar @files, 4, 'a file for each category');
	unlike(join('', @files), qr/TODO|lorem/i, 'no filling');
	for my $file (@files) {
		my @questions = $file =~ /^## (.*)$/mg;
		like($_, qr/ keywords="[^"]{20,}"/, "words people type: $_")
		    for @questions;
	}
};

subtest 'one file alone' => sub {
	my ($code, $out) = check('data/faq.md' => $good);
	is($code, 0, 'is enough');
	is($out, "1 question in 0 categories\n", 'without a category');
	($code, $out) = check('data/faq.md' =>
	    "# Title\n\n# One\n\n## A?\n\nx\n\n# Two\n\n## B?\n\ny\n");
	is($out, "2 questions in 2 categories\n", 'or with categories');
};

subtest 'several files without an index.md' => sub {
	my ($code, $out) = check('data/a.md' => $good,
	    'data/b.md' => "# U\n\n## Another?\n\nYes.\n");
	is($code, 0, 'fine');
	is($out, "2 questions in 2 categories\n", 'each is a category');
};

mistakes('no title', {'data/a.md' => "## Is it?\n\nYes.\n"},
    'data/a.md:1: no title');
mistakes('an empty file', {'data/a.md' => ''}, 'data/a.md:1: no title');
mistakes('text before the title', {'data/a.md' => "hello\n\n$good"},
    'data/a.md:1: text before the first heading');
mistakes('no answer',
    {'data/a.md' => "# T\n\n## A?\n\n## B?\n\nyes\n\n## C?\n"},
    'data/a.md:3: a question without an answer',
    'data/a.md:9: a question without an answer');
mistakes('an answer of nothing but HTML',
    {'data/a.md' => "# T\n\n## A?\n\n<b></b>\n"},
    'data/a.md:3: a question without an answer');
mistakes('a question without words', {'data/a.md' => "# T\n\n## {#x}\n\ny\n"},
    'data/a.md:3: a heading without words');
mistakes('equal slugs in one file',
    {'data/a.md' => "# T\n\n## A? {#x}\n\ny\n\n## B? {#x}\n\ny\n"},
    'data/a.md:7: the link "x" is taken by data/a.md:3');
mistakes('equal slugs in two files', {
	'data/a.md' => "# T\n\n## Same?\n\ny\n",
	'data/b.md' => "# U\n\n## Same!\n\ny\n",
    }, 'data/b.md:3: the link "same" is taken by data/a.md:3');
mistakes('an old slug that is in use',
    {'data/a.md' => "# T\n\n## A? {#x}\n\ny\n\n## B? {#z aka=\"q x\"}\n\ny\n"},
    'data/a.md:7: the link "x" is taken by data/a.md:3');
mistakes('a slug of the program', {'data/a.md' => "# T\n\n## All?\n\ny\n"},
    'data/a.md:3: the link "all" is the program\'s own');
mistakes('equal categories', {
	'data/index.md' => "# T\n",
	'data/a.md' => "# Same\n\n## A?\n\ny\n",
	'data/b.md' => "# Same\n\n## B?\n\ny\n",
    }, 'data/b.md:1: the category "same" was there before');
mistakes('invalid UTF-8',
    {'data/a.md' => "# T\n\n## A?\n\nna\xefve\n", 'data/b.md' => $good},
    'data/a.md:5: is not UTF-8 text (byte 0xef)');
mistakes('an unknown attribute',
    {'data/a.md' => "# T\n\n## A? {#a colour=\"red\"}\n\ny\n"},
    'data/a.md:3:11: attribute colour is unknown');
mistakes('a bad slug', {'data/a.md' => "# T\n\n## A? {#My.Slug}\n\ny\n"},
    'data/a.md:3:8: attribute #My.Slug may hold only small letters');
mistakes('a brace that is not closed',
    {'data/a.md' => "# T\n\n## A {#a\n\ny\n\n## B {keywords=\"x\"\n\nz\n"},
    'data/a.md:3:6: the brace is not closed; end the line with }',
    'data/a.md:7:6: the brace is not closed; end the line with }');
mistakes('a bad date',
    {'data/a.md' => "# T\n\n## A? {updated=\"2026-13-01\"}\n\ny\n"},
    'data/a.md:3:8: attribute updated="2026-13-01" must be a date');
mistakes('an attribute twice',
    {'data/a.md' => "# T\n\n## A? {keywords=\"a\" keywords=\"b\"}\n\ny\n"},
    qr/^data\/a\.md:3:21: attribute .* stands here twice/m);
mistakes('an unknown key',
    {'data/a.md' => $good, 'faq.conf' => "language = en\ncolour = red\n"},
    'faq.conf:2:1: unknown key "colour"');
mistakes('a bad value',
    {'data/a.md' => $good, 'faq.conf' => "\nbase_url = example.com\n"},
    'faq.conf:2:1: base_url must be an address');
mistakes('a line that is no setting',
    {'data/a.md' => $good, 'faq.conf' => "hello\n"},
    'faq.conf:1:1: expected a line like: key = value');
mistakes('a broken template',
    {'data/a.md' => $good, 'templates/index.tpl' => "a\n{{#X}}\nb\n"},
    qr{templates/index\.tpl:\d+:\d+: \S});
my $pragma = '{{%AUTOESCAPE context="HTML"}}';
mistakes('names that nothing sets', {'data/a.md' => $good,
	'templates/answer.tpl' => "$pragma\n{{QUESTION}} {{ANSWER}}\n"
	    . "{{#NEXT}}{{URL}}{{>FOOT}}{{/NEXT}}{{#TITLE}}x{{/TITLE}}\n"
    }, qr{answer\.tpl:2:14: unknown variable ANSWER; answer\.tpl has QUEST},
    qr{answer\.tpl:3:17: unknown include FOOT; answer\.tpl has SEARCH},
    qr{answer\.tpl:3:35: unknown section TITLE; });
mistakes('a template without escaping', {'data/a.md' => $good,
	'templates/index.tpl' => "{{FAQ_TITLE}}\n"},
    qr{index\.tpl:1:1: escapes nothing by itself; begin the file with});
mistakes('a variable where nothing is safe', {'data/a.md' => $good,
	'templates/index.tpl' => "$pragma\n<a href={{INDEX_URL}}>\n"},
    qr{index\.tpl:2:9: \S});
mistakes('a template in another encoding', {'data/a.md' => $good,
	'templates/index.tpl' => "$pragma\n{{FAQ_TITLE}}\n\xe9\n"},
    'templates/index.tpl:3:1: is not UTF-8 text; save the file as UTF-8');
mistakes('mistakes everywhere', {
	'data/a.md' => "x\n",
	'data/b.md' => "# U\n\n## Empty?\n",
	'faq.conf' => "nonsense\n",
    }, 'data/a.md:1: text before',
    'data/b.md:3: a question without', 'faq.conf:1:1: expected');

subtest 'a line feed in the name of a file' => sub {
	my $home = new_home("data/a\nfaq.cgi: forged.md" => "hello\n");
	my (undef, undef, $err) = command($home, 'check');
	like($err, qr{^data/a\?faq\.cgi: forged\.md:1: text before}m,
	    'is no line feed in a message');
	my $log = cgi($home, '/')->{log};
	unlike($log, qr/^(?!faq\.cgi: (data|\/))/m, 'nor in the log');
	like($log, qr{^faq\.cgi: data/a\?faq\.cgi: forged\.md:1: }m, 'one line');
};

subtest 'an output that is full' => sub {
	plan skip_all => 'there is no /dev/full' unless -w '/dev/full';
	for my $words ([], ['help'], ['version'], ['-C', $top, 'search', 'hurt']) {
		my ($code, undef, $err) = FAQ::run_program({}, '', '/bin/sh', '-c',
		    'exec "$0" "$@" >/dev/full', $program, @$words);
		is($code, 1, "exit status: @$words");
		like($err, qr/could not be written: No space/, 'and why');
	}
};

subtest 'no home, no data' => sub {
	my ($code, $out, $err) = command('/nonexistent/faq', 'check');
	is($code, 1, 'exit status 1');
	like($err, qr{^/nonexistent/faq: no questions; put}, 'says what to do');
	($code, $out, $err) = check('faq.conf' => '');
	is($code, 1, 'a home without data is no better');
};

subtest 'raw HTML is left out, with a note' => sub {
	my ($code, $out, $err) =
	    check('data/a.md' => "# T\n\n## A?\n\n<b>x</b> y\n");
	is($code, 0, 'no mistake');
	like($err, qr{^data/a\.md:5: note: HTML is left out}m, 'but said');
};

subtest 'a link between answers that leads nowhere' => sub {
	my ($code, $out, $err) = check('data/a.md' => "# T\n\n## A?\n\n"
	    . "[x](b) [y](old) [z](b#part) [w](nowhere)\n\n"
	    . "## B? {aka=\"old\"}\n\ny\n");
	is($code, 0, 'is no mistake');
	like($err, qr{^data/a\.md:5: note: the link "nowhere" leads to no},
	    'but said');
	is(scalar(() = $err =~ /note:/g), 1, 'the others lead somewhere');
};

subtest 'a file that is no template' => sub {
	my ($code, $out, $err) =
	    check('data/a.md' => $good, 'templates/indx.tpl' => 'x');
	is($code, 0, 'is no mistake');
	like($err, qr{note: indx\.tpl is not used}, 'but said');
};

subtest 'usage' => sub {
	my @wrong = (['nonsense'], ['search'], ['check', 'me'], ['-C']);
	for (@wrong) {
		my ($code, $out, $err) = FAQ::run_program({}, '', $program, @$_);
		is($code, 2, "exit status 2: @$_");
		is($out, '', 'nothing on standard output');
		like($err, qr/^usage: faq\.cgi/, 'usage on standard error');
	}
	my ($code, $out) = FAQ::run_program({}, '', $program);
	is($code, 0, 'nothing at all is a call for help');
	like($out, qr/^usage: .*check.*build.*search/s, 'and gets it');
	($code, $out) = command($top, 'version');
	like($out, qr/^faq\.cgi \d+\.\d+/, 'version');
};

subtest 'build' => sub {
	my $home = new_home();
	my ($code, $out, $err) = command($home, 'build');
	is($code, 0, 'builds');
	is($out, "12 questions in 4 categories\n", 'counts');
	ok(-s "$home/var/faq.db", 'the store is there');
	my $before = (stat "$home/var/faq.db")[1];
	put_file("$home/data/bad.md", "no title\n");
	($code, $out, $err) = command($home, 'build');
	is($code, 1, 'a mistake is exit status 1');
	like($err, qr/^data\/bad\.md:1: /m, 'named');
	is((stat "$home/var/faq.db")[1], $before, 'the old store stays');
	ok(!-e "$home/var/faq.db.new", 'and nothing half-made');
};

subtest 'search' => sub {
	my $home = new_home();
	my ($code, $out) = command($home, 'search', 'does', 'it', 'hurt');
	is($code, 0, 'found');
	like($out, qr/^does-it-hurt\tDoes it hurt\?$/m, 'slug and question');
	like($out, qr/\Adoes-it-hurt\t/, 'the best comes first');
	($code, $out, my $err) = command($home, 'search', 'xylophone');
	is($out, '', 'nothing found, nothing printed');
	like($err, qr/no question matches/, 'but said');
	($code, $out) = command($home, 'search', '" OR * NEAR( col:');
	is($code, 0, 'no input is an error');
};

done_testing();
