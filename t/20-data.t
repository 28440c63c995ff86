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
use JSON::PP qw(decode_json);
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

subtest 'which files, and in which order' => sub {
	my $home = new_home('data/index.md' => "# T\n\n## Third?\n\nx\n",
	    'data/b.md' => "# B\n\n## Second?\n\nx\n",
	    'data/a.md' => "# A\n\n## First?\n\nx\n",
	    'data/.c.md' => "# C\n\n## Hidden?\n\nx\n");
	my $faq = decode_json(cgi($home, '/faq.json')->{body});
	is(join(' ', map { $_->{question} } @{$faq->{questions}}),
	    'Third? First? Second?', 'the index first, then by name');
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

mistakes('no answer',
    {'data/a.md' => "# T\n\n## A?\n\n## B?\n\nyes\n\n## C?\n"},
    'data/a.md:3: a question without an answer is left out; write one',
    'data/a.md:9: a question without an answer');
mistakes('an answer of nothing but HTML',
    {'data/a.md' => "# T\n\n## A?\n\n<b></b>\n"},
    'data/a.md:3: a question without an answer');
mistakes('a question without words', {'data/a.md' => "# T\n\n## {#x}\n\ny\n"},
    'data/a.md:3: a heading without words');
mistakes('an old slug that is in use',
    {'data/a.md' => "# T\n\n## A? {#x}\n\ny\n\n## B? {#z aka=\"q x\"}\n\ny\n"},
    'data/a.md:7: the old link "x" is taken by data/a.md:3');
mistakes('an old slug of the program',
    {'data/a.md' => "# T\n\n## A? {aka=all}\n\ny\n"},
    'data/a.md:3: the old link "all" is the program\'s own');
mistakes('what is for questions behind a category',
    {'data/a.md' => "# T\n\n# C {aka=x}\n\n## A?\n\ny\n"},
    'data/a.md:3:6: attribute aka is for questions; a category has only');
mistakes('what is for questions behind the title',
    {'data/a.md' => "# T {keywords=x}\n\n## A?\n\ny\n"},
    'data/a.md:1:6: attribute keywords is for questions');
mistakes('a file that is no text',
    {'data/a.md' => "PK\x03\x04\x00\x01", 'data/b.md' => $good},
    'data/a.md: is a Word document, a spreadsheet or an archive; save it');
mistakes('a text full of control characters',
    {'data/a.md' => "\x00\x01\x02" x 99, 'data/b.md' => $good},
    'data/a.md: is no text; save it');
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
    qr{answer\.tpl:3:17: unknown include FOOT; answer\.tpl has CONTACT DATE},
    qr{answer\.tpl:3:35: unknown section TITLE; });
mistakes('a template without escaping', {'data/a.md' => $good,
	'templates/index.tpl' => "{{FAQ_TITLE}}\n"},
    qr{index\.tpl:1:1: does not say how to escape, and is escaped as HTML});
mistakes('a variable where nothing is safe', {'data/a.md' => $good,
	'templates/index.tpl' => "$pragma\n<a href={{INDEX_URL}}>\n"},
    qr{index\.tpl:2:9: \S});
mistakes('a template in another encoding', {'data/a.md' => $good,
	'templates/index.tpl' => "$pragma\n{{FAQ_TITLE}}\n\xe9\n"},
    'templates/index.tpl:3:1: is not UTF-8 text; save the file as UTF-8');
mistakes('mistakes everywhere', {
	'data/a.md' => "# T {aka=x}\n",
	'data/b.md' => "# U\n\n## Empty?\n",
	'faq.conf' => "nonsense\n",
    }, 'data/a.md:1:6: attribute aka',
    'data/b.md:3: a question without', 'faq.conf:1:1: expected');

# A home with these files has no mistake, but these notes, and the address of
# its questions are these.
sub notes {
	my ($name, $files, $slugs, @wanted) = @_;
	my $home = new_home(%$files);
	my ($code, $out, $err) = command($home, 'check');
	is($code, 0, "$name: exit status 0");
	like($err, ref $_ ? $_ : qr/^\Q$_\E/m, "$name: $_") for @wanted;
	is(scalar(() = $err =~ /^/mg), scalar @wanted, "$name: so many lines");
	my $faq = decode_json(cgi($home, '/faq.json')->{body});
	is(join(' ', map { $_->{slug} } @{$faq->{questions}}), $slugs,
	    "$name: the questions");
	return $faq;
}

my $taken = 'this question has';
notes('equal slugs in one file',
    {'data/a.md' => "# T\n\n## A? {#x}\n\ny\n\n## B? {#x}\n\ny\n"},
    'x x-2', qq{data/a.md:7: note: the link "x" is taken by data/a.md:3; }
    . qq{$taken "x-2"});
notes('equal slugs in two files', {
	'data/a.md' => "# T\n\n## Same?\n\ny\n",
	'data/b.md' => "# U\n\n## Same!\n\ny\n\n## Same.\n\nz\n",
    }, 'same same-2 same-3',
    'data/b.md:3: note: the link "same" is taken by data/a.md:3',
    'data/b.md:7: note: the link "same" is taken by data/a.md:3');
notes('a link that is taken with its number, too',
    {'data/a.md' => "# T\n\n## Same 2?\n\ny\n" . "\n## Same?\n\ny\n" x 2},
    'same-2 same same-3', qr/this question has "same-3"/);
notes('a slug of the program', {'data/a.md' => "# T\n\n## All?\n\ny\n"},
    'all-2', qq{data/a.md:3: note: the link "all" is the program's own; }
    . qq{$taken "all-2"});
notes('no letter', {'data/a.md' => "# T\n\n## ?!\n\ny\n\n## ???\n\nz\n"},
    'question question-2', map({ "data/a.md:$_: note: no link can be made" }
    3, 7), 'data/a.md:7: note: the link "question" is taken');
my $faq = notes('equal categories', {
	'data/index.md' => "# T\n",
	'data/a.md' => "# Same\n\n## A?\n\ny\n",
	'data/b.md' => "# Same\n\n## B?\n\ny\n",
    }, 'a b', 'data/b.md:1: note: the category "same" was there before');
is(join(' ', map { $_->{slug} } @{$faq->{categories}}), 'same same-2',
    'both are there');
notes('Windows-1252',
    {'data/a.md' => "# T\n\n## A?\n\nna\xefve\n"},
    'a', 'data/a.md: note: is read as Windows-1252');
notes('UTF-16', {'data/a.md' => "\xff\xfe" . join('', map { "$_\0" }
	split //, "# T\n\n## A?\n\nb\n")}, 'a',
    'data/a.md: note: is read as UTF-16');
notes('braces that are words', {'data/a.md' => "# T\n\n## A {b}\n\ny\n"},
    'a-b', 'data/a.md:3:6: note: what stands in braces is taken for words');
notes('a draft', {'data/a.md' => "# T\n\n## A? {draft=yes}\n\ny\n\n"
	. "## B? {draft=\"no\"}\n\nz\n"},
    'b', 'data/a.md:3: note: a draft, left out: A?');

subtest 'a line feed in the name of a file' => sub {
	my $home = new_home("data/a\nfaq.cgi: forged.md" => "# T {aka=x}\n");
	my (undef, undef, $err) = command($home, 'check');
	like($err, qr{^data/a\?faq\.cgi: forged\.md:1:6: attribute}m,
	    'is no line feed in a message');
	my $log = cgi($home, '/')->{log};
	unlike($log, qr/^(?!faq\.cgi: (data|\/))/m, 'nor in the log');
	like($log, qr{^faq\.cgi: data/a\?faq\.cgi: forged\.md:1:6: }m,
	    'one line');
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

subtest 'HTML is read, but for what means nothing here' => sub {
	my ($code, $out, $err) = check('data/a.md' => "# T\n\n## A?\n\n"
	    . "<b>x</b> y\n\n<div>z</div>\n\na <span>b\n");
	is($code, 0, 'no mistake');
	is($err, "data/a.md:9: note: HTML is left out: <span>\n", 'and said');
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
	put_file("$home/data/bad.md", "# Bad\n\n## No answer?\n");
	($code, $out, $err) = command($home, 'build');
	is($code, 1, 'a mistake is exit status 1');
	like($err, qr/^data\/bad\.md:3: /m, 'named');
	is($out, "12 questions in 4 categories\n", 'the rest is built');
	like(get_file("$home/var/status.txt"),
	    qr/^12 questions .*^1 mistake.*^data\/bad\.md:3: /ms,
	    'var/status.txt has both');
	isnt((stat "$home/var/faq.db")[1], $before, 'into a new store');
	$before = (stat _)[1];
	unlink glob("$home/data/[0-9]*.md"), "$home/data/index.md";
	($code, $out, $err) = command($home, 'build');
	is($code, 1, 'where no question is left');
	is($out, '', 'nothing is built');
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

subtest 'what is no file of questions' => sub {
	my $home = new_home('data/a.md' => "# A\n\n## B?\n\nc\n",
	    map { ("data/$_" => 'x') } 'old.docx', 'list.pdf', 'prices.xlsx',
	    'pad.png', 'a.md~', 'notes', 'sub/b.md', '.hidden');
	my ($code, $out, $err) = command($home, 'check');
	is($code, 0, 'is no mistake');
	is($err, <<'', 'but named');
data/a.md~: note: is not read: its name should end in .md, .txt, .html, .csv, .tsv or .json
data/list.pdf: note: is not read: a document for printing; save its text as .txt, or put it into the folder files, beside data
data/notes: note: is not read: its name should end in .md, .txt, .html, .csv, .tsv or .json
data/old.docx: note: is not read: a file of a word processor; save it there as text (.txt) or as a web page (.html)
data/pad.png: note: is not read: a picture; it belongs into the folder files, beside data
data/prices.xlsx: note: is not read: a spreadsheet; save it there as .csv
data/sub: note: is not read: a folder; only what lies in data itself is

	command($home, 'build');
	like(get_file("$home/var/status.txt"), qr{^data/old\.docx: note}m,
	    'also in status.txt');
	unlink "$home/data/a.md";
	put_file("$home/cost.md", '');
	unlink glob("$home/var/*");
	my $page = cgi($home, '/');
	is($page->{status}, 503, 'alone they make no FAQ');
	my $text = text_of($page->{body});
	like($text, qr{\b\Q$_\E - is not read: }, "the page names $_")
	    for 'old.docx', 'list.pdf', 'sub';
	like($text, qr/lie beside the folder data.*\bcost\.md/s, 'and what is beside');
	like($page->{body}, qr{href="[^"]*/doctor\.html"}, 'more is one link away');
	is(cgi($home, '/doctor.html')->{status}, 200, 'which leads there');
	my $lost = cgi($home, undef, PATH_INFO => undef, SCRIPT_NAME => '',
	    REQUEST_URI => '/x/y', SERVER_SOFTWARE => 'nginx');
	unlike($lost->{body}, qr/doctor\.html/, 'but no link that leads back')
	    if $lost->{body} =~ /does not tell it which page/;
};

subtest 'names that are written otherwise' => sub {
	my $home = new_home('data/B.MD' => "# B\n\n## Price?\n\n5 Euro\n",
	    'data/Index.Md' => "# My shop\n\nWelcome\n",
	    'data/c.md.txt' => "# C\n\n## Time?\n\n9\n",
	    'data/d.mdown' => "# D\n\n## Place?\n\nHere\n",
	    'data/Synonyms.TXT' => "price, fee\n");
	my ($code, $out, $err) = command($home, 'check');
	is($out, "3 questions in 3 categories\n", 'are files of questions');
	is($err, '', 'without a word');
	like(cgi($home, '/')->{body}, qr{<h1[^>]*>My shop<}, 'the index is one');
	($code, $out) = command($home, 'search', 'fee');
	like($out, qr/^price\t/, 'the synonyms are some');
};

subtest 'files with nothing in them' => sub {
	for my $name ('a.txt', 'a.md', 'index.html', 'a.csv') {
		my $home = new_home("data/$name" => "\n");
		my $page = cgi($home, '/');
		is($page->{status}, 503, "$name: no FAQ of nothing");
		like(text_of($page->{body}), qr{data/\Q$name\E: note: is empty},
		    'and why');
	}
	my $home = new_home('data/index.md' => "# Soon\n");
	is(cgi($home, '/')->{status}, 200, 'a title is something');
};

subtest 'a line end in a table' => sub {
	my $home = new_home('data/a.md' => "# A\n\n## B?\n\n| a |\n|---|\n"
	    . "| Mon<br>Tue |\n| <b>c</b> |\n");
	my ($code, $out, $err) = command($home, 'check');
	is($err, '', 'is no mistake');
	my $html = cgi($home, '/b')->{body};
	like($html, qr{<td>Mon Tue</td>}, 'the words stay apart');
	like($html, qr{<td><strong>c</strong></td>}, 'other tags are read');
};

done_testing();
