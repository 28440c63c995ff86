#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Searching from the command line: how good it is for what visitors of the
# twelve questions type, and the words that an owner adds.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $home = new_home();
my $one = "# T\n\n## What does it cost?\n\nA lot.\n\n## Is it red?\n\nYes.\n";

# The figures that eval prints for a file, as a hash; what is wrong behind it.
sub figures {
	my ($folder, $text) = @_;
	put_file("$folder/queries.tsv", $text);
	my ($code, $out, $err) = command($folder, 'eval', "$folder/queries.tsv");
	return ({ $out =~ /^([\w@]+) (\S+)$/mg }, $code, $err);
}

subtest 'the queries of visitors' => sub {
	my ($found, $code, $err) =
	    figures($home, get_file("$top/t/search/queries.tsv"));
	is($code, 0, 'exit status');
	is($err, '', 'nothing is wrong');
	cmp_ok($found->{queries}, '>=', 100, 'enough of them');
	cmp_ok($found->{'R@1'}, '>=', 0.90, 'the first hit is right');
	cmp_ok($found->{'R@3'}, '>=', 0.98, 'or one of the first three');
	cmp_ok($found->{empty}, '<=', 0.01, 'hardly ever is there none');
	cmp_ok($found->{silent}, '>=', 0.6, 'but for what is not in the FAQ');
	cmp_ok($found->{clear}, '>=', 0.40, 'the answer itself is often clear');
	cmp_ok($found->{'P@clear'}, '>=', 0.95, 'and then the right one');
};

subtest 'eval' => sub {
	my ($found) = figures($home,
	    "# a comment\n\ncost\tcost\ncost\tdoes-it-hurt\r\n"
	    . "price\tnothing cost\nxylophone\tcost\nxylophone\t-\ncost\t-");
	is_deeply($found, { queries => 6, 'MRR@10' => '0.5000',
	    'R@1' => '0.5000', 'R@3' => '0.5000', 'R@5' => '0.5000',
	    'R@10' => '0.5000', hits => '0.75', 'P@shown' => '0.6667',
	    junk => '0.2500', clear => '0.6667', 'P@clear' => '0.5000',
	    empty => '0.2500', silent => '0.5000' },
	    'figures');
	my (undef, $code, $err) = figures($home, "cost\tcost\ncost\ncost\t\n");
	is($code, 1, 'a line without slugs is a mistake');
	is(scalar(() = $err =~ /queries\.tsv:[23]: no slugs/g), 2, 'with its line');
	($code, undef, $err) = (command($home, 'eval', "$home/none"))[0, 1, 2];
	is($code, 1, 'so is a missing file');
	like($err, qr/none: cannot be read/, 'and is named');
	is_deeply((figures($home, ''))[0]{queries}, 0, 'an empty file is fine');
	(undef, $code, $err) = figures($home, "\xef\xbb\xbfcost\tcost\rprice\tcost\r");
	is("$code $err", '0 ', 'a byte order mark and CR alone are read');
	(undef, $code, $err) = figures($home, "cost\tcost\n\xe9\tcost\n");
	is($code, 1, 'Latin-1 is not');
	like($err, qr/queries\.tsv:2: is not UTF-8 text/, 'and named');
};

# Questions that share a word, so that the place of each is known: one stands
# in fewer words than the next.
subtest 'eval: the places of many' => sub {
	my $own = new_home('data/a.md' => join('', "# T\n\n", map {
		"## Apple" . ' pear' x $_ . " {#a$_}\n\nYes.\n\n" } 0 .. 29));
	my $at = sub { "apple\ta" . ($_[0] - 1) . "\n" };
	my ($found) = figures($own, $at->(1) . $at->(3) . $at->(4)
	    . $at->(10) . $at->(11) . $at->(26));
	is_deeply([@$found{qw(MRR@10 R@1 R@3 R@5 R@10)}],
	    [map { sprintf '%.4f', $_ / 6 }
		1 + 1 / 3 + 1 / 4 + 1 / 10, 1, 2, 3, 4],
	    'each in its place, and what stands behind the tenth nowhere');
	is($found->{hits}, '25.00', 'as many as a page shows');
	is($found->{'P@shown'}, sprintf('%.4f', 5 / 150), 'of which few are right');
	is($found->{junk}, '1.0000', 'in each query');
	($found) = figures($own, "apple\t" . join(' ', map { "a$_" } 0 .. 12) . "\n");
	is("@$found{qw(P@shown junk)}", '0.5200 0.0000', 'more right ones than wrong');
	($found) = figures($own, "apple\t" . join(' ', map { "a$_" } 0 .. 11) . "\n");
	is("@$found{qw(P@shown junk)}", '0.4800 1.0000', 'and the other way round');
};

subtest 'eval --verbose' => sub {
	my $own = new_home('data/a.md' => join('', "# T\n\n", map {
		"## Apple" . ' pear' x $_ . " {#a$_}\n\nYes.\n\n" } 0 .. 11));
	put_file("$own/queries.tsv", "# no\napple\ta0\napple\ta2 a9\n"
	    . "apple\tzz\nxylophone\t-\napple\t-\nxylophone\ta1\n");
	my ($code, $out) = command($own, 'eval', '--verbose', "$own/queries.tsv");
	my $ten = join(' ', map { "a$_" } 0 .. 9);
	is($code, 0, 'exit status');
	is($out =~ s/^queries .*//msr, join("\n", "1\tapple\ta0\t",
	    "3\tapple\ta2 a9\ta0 a1", "none\tapple\tzz\t$ten",
	    "quiet\txylophone\t-\t", "loud\tapple\t-\t$ten",
	    "none\txylophone\ta1\t", ''),
	    'each query: its place, words, answers, and what stood above');
	my $plain = (command($own, 'eval', "$own/queries.tsv"))[1];
	is($out =~ s/.*?^(?=queries )//msr, $plain, 'then the same figures');
	($code, undef, my $err) = command($own, 'eval', '--verbos', 'x');
	is($code, 2, 'another option');
	like($err, qr/^usage: eval \[--verbose\]/, 'says how');
};

# Words that people use and these questions lack: hardly one may be taken for
# another.
subtest 'everyday words are no slips' => sub {
	my @words = grep { /^\w/ }
	    split /\n/, get_file("$top/t/search/everyday.txt");
	my @wrong = grep { (command($home, 'search', $_))[2] =~ /searched for/ }
	    @words;
	cmp_ok(scalar @words, '>=', 150, 'enough of them');
	cmp_ok(scalar @wrong, '<=', @words * 0.02, 'hardly any is corrected')
	    or diag("@wrong");
};

# The same of languages for which no list tells common words; the FAQ is what
# there is in each: the interface's words, and those that mean the same.
subtest 'nor are everyday words of other languages' => sub {
	my ($count, @wrong) = (0);
	for my $line (grep { /^\w/ } split /\n/,
	    get_file("$top/t/search/everyday-others.txt")) {
		my ($language, @words) = split ' ', $line;
		my $text = get_file("$top/templates/strings-$language.txt") .
		    get_file("$top/src/search/lists/synonyms-$language.txt");
		$text =~ s/^(?:#.*|\w+ = )//mg;
		my $own = new_home('faq.conf' => "language = $language\n",
		    'data/a.md' => "# T\n\n## Q?\n\n$text\n");
		$count += @words;
		push @wrong, grep { (command($own, 'search', $_))[2] =~
		    /searched for/ } @words;
	}
	cmp_ok($count, '>=', 150, 'enough of them');
	cmp_ok(scalar @wrong, '<=', $count * 0.02, 'hardly any is corrected')
	    or diag("@wrong");
};

subtest 'what search says of the words' => sub {
	my $own = new_home('data/a.md' =>
	    "# T\n\n## Bremo or Bramo tyres?\n\nBoth.\n");
	my ($code, $out, $err) = command($own, 'search', 'tyyres');
	is("$code $out", "0 bremo-or-bramo-tyres\tBremo or Bramo tyres?\n", 'hits');
	is($err, "searched for: tyres\n", 'what they were taken for');
	($code, $out, $err) = command($own, 'search', 'brimo');
	is($err, "did you mean: bramo\ndid you mean: bremo\nno question matches\n",
	    'or what may have been meant');
};

# What belongs to no question, but to a category or the FAQ.
subtest 'introductions' => sub {
	my $own = new_home(
		'data/index.md' => "# Pottery\n\nA studio in Marburg.\n\nWe have "
		    . "cats.\n\n---\n\nOur landlord plays the trombone.\n",
		'data/1.md' => "# Courses\n\nThey take place in the old dairy. "
		    . "Aprons are lent.\n\n## What is a course? {#cost}\n\nForty. "
		    . "Bring an apron.\n\n## Are aprons lent? {#lent}\n\nYes.\n",
		'data/2.md' => "# Firing\n\nNo glazes of lead.\n\n"
		    . "## How hot is it? {#hot}\n\nVery.\n");
	my $search = sub { (command($own, 'search', @_))[1] };
	is($search->('dairy'), "category/courses\tCourses\n", 'a category');
	is($search->('marburg'), "/\tPottery\n", 'the index');
	is($search->('cats'), "/\tPottery\n", 'its second paragraph');
	is($search->('trombone'), "/\tPottery\n", 'its closing words');
	is($search->('lead'), "category/firing\tFiring\n", 'another category');
	is($search->('aprons lent'), "lent\tAre aprons lent?\n", 'what an answer says better is not');
	is($search->('courses'), "cost\tWhat is a course?\n", 'nor is a title');
	is($search->('they'), '', 'nor a word that tells nothing');
	is($search->('xylophone'), '', 'nothing is nothing');

	my $page = cgi($own, '/', QUERY_STRING => 'q=dairy')->{body};
	like($page, qr{<h1>Mentioned: [^<]*dairy}, 'the page says what it is');
	like($page, qr{"[^"]*/category/courses">Courses</a>\s*<p>.*
	    <mark>dairy</mark>.*</p>\s*<p[^>]*>Introduction</p>}x,
	    'a link to the category, the line, and what it is');
	unlike($page, qr/Nothing about|People often/, 'something was found');
	$page = cgi($own, '/', QUERY_STRING => 'q=marburg')->{body};
	like($page, qr{<li>\s*<a href="/cgi-bin/faq\.cgi/">Pottery</a>},
	    'a link to the index');
	like(cgi($own, '/', QUERY_STRING => 'q=dairy&category=courses')->{body},
	    qr{/category/courses">Courses</a>\s*<p>}, 'within its category');
	unlike(cgi($own, '/', QUERY_STRING => 'q=dairy&category=firing')->{body},
	    qr{Introduction}, 'not within another');
	is(cgi($own, '/suggest.json', QUERY_STRING => 'q=dairy')->{body} =~
	    m{\["Courses"\].*category\\?/courses"}s ? 1 : 0, 1, 'suggestions');
	unlike(cgi($own, '/faq.json')->{body}, qr/"category.courses"/,
	    'it is no answer');

	my ($found) = figures($own, "dairy\tcategory/courses\nmarburg\t/\n"
	    . "lead\tcategory/courses\ntrombone\t-\n");
	is("@$found{qw(R@1 hits silent)}",
	    '0.6667 1.00 0.0000', 'eval knows them');
};

subtest 'of equal hits the earlier ones' => sub {
	my $own = new_home('data/a.md' => join('', "# T\n\n", map {
		"## Apple number $_? {#a$_}\n\nYes.\n\n" } qw(one two six ten)));
	for (1 .. 4) {
		my (undef, $out) = command($own, 'search', '-n', $_, 'apple');
		my @slugs = $out =~ /^(\S+)\t/mg;
		is("@slugs", join(' ', (qw(aone atwo asix aten))[0 .. $_ - 1]),
		    "$_ of four");
	}
};

subtest 'search -n' => sub {
	my (undef, $out) = command($home, 'search', 'scalp');
	cmp_ok(scalar(() = $out =~ /\n/g), '>', 2, 'some hits');
	(undef, $out) = command($home, 'search', '-n', 2, 'scalp');
	is(scalar(() = $out =~ /\n/g), 2, 'or as many as wanted');
	for my $wrong (['-n'], ['-n', 3], ['-n', 0, 'x'], ['-n', 'x', 'y'],
	    ['-n', '-1', 'x'], ['-n', 1001, 'x']) {
		my ($code, undef, $err) = command($home, 'search', @$wrong);
		is($code, 2, "search @$wrong: usage");
		like($err, qr/^usage: search/, 'says how');
	}
};

subtest 'synonyms of any editor' => sub {
	my $own = new_home('data/a.md' => $one,
	    'data/synonyms.txt' => "\xef\xbb\xbfprice, cost\rscarlet, red\r");
	for (['price', 'what-does-it-cost'], ['scarlet', 'is-it-red']) {
		my (undef, $out) = command($own, 'search', $_->[0]);
		is($out =~ s/\t.*//sr, $_->[1], "$_->[0]: its group alone");
	}
	is((command($own, 'check'))[0], 0, 'nothing is wrong with them');
};

subtest 'synonyms' => sub {
	my %data = ('data/a.md' => $one);
	my $own = new_home(%data, 'faq.conf' => "synonyms = no\n");
	my (undef, $out) = command($own, 'search', 'fee');
	is($out, '', 'a word of no answer');
	put_file("$own/data/synonyms.txt",
	    "# money\n\nprice, cost , bill of sale\r\nscarlet,red\n");
	for (['price', 'what-does-it-cost'], ['bill of sale', 'what-does-it-cost'],
	    ['SCARLET', 'is-it-red']) {
		(undef, $out) = command($own, 'search', $_->[0]);
		like($out, qr/^\Q$_->[1]\E\t/, "$_->[0]: an edit shows at once");
	}
	for (["price, cost\nfee\n", 2, 'one word alone'],
	    ["price,, cost\n", 1, 'between commas'],
	    ["price, what you have to pay\n", 1, 'one to 3 words'],
	    ["price, ?!\n", 1, 'between commas'],
	    ["a, b\n\xff, c\n", 2, 'not UTF-8'],
	    ["a, b\nc\0, d\n", 2, 'not UTF-8'],
	    ["a, b\rc, ?!\r", 2, 'between commas']) {
		my ($text, $line, $what) = @$_;
		put_file("$own/data/synonyms.txt", $text);
		my ($code, undef, $err) = command($own, 'check');
		is($code, 1, 'a mistake');
		like($err, qr{^data/synonyms\.txt:$line: .*$what}m, $what);
	}
};

# Of a phrase the rarest word is looked for, wherever in it that stands.
subtest 'synonyms: phrases' => sub {
	my $own = new_home('data/a.md' => join('', "# T\n\n",
	        map { "## Bus ${_}s {#$_}\n\nYes.\n\n" } qw(fare lane stop)),
	    'data/synonyms.txt' => "levy, bus fare\nalley, lane bus\n");
	for (['levy', 'fare'], ['alley', 'lane']) {
		my (undef, $out) = command($own, 'search', $_->[0]);
		is($out =~ s/\t.*//gr, "$_->[1]\n", "$_->[0]: no other");
	}
};

subtest 'synonyms of ours' => sub {
	my $own = new_home('data/a.md' => $one, 'faq.conf' => '');
	my $found = sub { (command($own, 'search', 'fee'))[1] };
	like($found->(), qr/^what-does-it-cost\t/, 'serve at first');
	put_file("$own/faq.conf", "synonyms = no\n");
	is($found->(), '', 'and not where the owner wants none');
	put_file("$own/faq.conf", "synonyms = yes\n");
	like($found->(), qr/^what-does-it-cost\t/, 'a change shows at once');
};

# Fifty pairs that a person judged: nothing is better than a question that has
# "How can I" in common.
subtest 'related questions' => sub {
	my $own = new_home('data/a.md' => get_file("$top/t/search/bikes.md"));
	my ($right, $wrong, $shown) = (0, 0, 0);
	my %related = map { my ($list) = cgi($own, "/$_")->{body} =~
	    m{id="Related">(.*?)</section>}s;
	    ($_ => {map { $_ => 1 } ($list // '') =~
		m{href="/cgi-bin/faq\.cgi/([\w-]+)"}g}) }
	    get_file("$top/t/search/bikes.md") =~ /\{#(\S+)\}/g;
	for (grep { /^[+-]/ } split /\n/,
	    get_file("$top/t/search/related.txt")) {
		my ($wanted, $from, $to) = split / /;
		my $there = $related{$from}{$to} ? '+' : '-';
		$right += $there eq $wanted;
		$wrong += $there eq '+' && $wanted eq '-';
		$shown += $there eq '+' && $wanted eq '+';
	}
	note("$right of 50 right, $shown of 17 shown, $wrong of 33 wrongly");
	cmp_ok($right, '>=', 41, 'most pairs are as a person would have them');
	cmp_ok($wrong, '<=', 4, 'hardly any leads elsewhere');
	cmp_ok($shown, '>=', 12, 'and those that belong there are found');
};

done_testing();
