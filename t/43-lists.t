#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Lists that would grow with the FAQ: the index, a category, all answers, what
# a search found. However many questions there are, no page holds more than so
# many, and links lead to all of the others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $base = '/cgi-bin/faq.cgi';

# Files of that many categories with as many questions each.
sub categories {
	my ($categories, $questions) = @_;
	return map { my $c = $_;
		(sprintf("data/c%04d.md", $c) => "# Cat $c {#cat-$c}\n\n" .
		    join '', map { "## Q$c-$_ zzz? {#q$c-$_}\n\nA$c-$_.\n\n" }
		    1 .. $questions)
	} 1 .. $categories;
}

sub loose {
	my ($questions) = @_;
	return ('data/index.md' => "# Title\n\n" . join '', map {
	    "## L$_ zzz? {#l$_}\n\nA$_.\n\n" } 1 .. $questions);
}

sub body {
	my ($home, $path, $query) = @_;
	return cgi($home, $path, QUERY_STRING => $query // '')->{body};
}

sub questions {
	my ($html) = @_;
	my ($main) = $html =~ m{<main.*?>(.*)</main>}s;
	return $main =~ m{<li>\s*<a href="$base/([ql][\d-]+)">}g;
}

subtest 'sixty questions are listed whole' => sub {
	my $home = new_home(categories(3, 20));
	my $html = body($home, '');
	is(scalar(() = questions($html)), 60, 'all of them');
	unlike($html, qr/class="more"/, 'and no link to more');
	$home = new_home(categories(3, 20), loose(1));
	$html = body($home, '');
	is(join(' ', (questions($html))[0 .. 6]),
	    'l1 q1-1 q1-2 q1-3 q1-4 q1-5 q2-1',
	    'of sixty-one the first five of each category');
	is(scalar(() = questions($html)), 16, 'no others');
	like($html, qr{<a href="$base/category/cat-2">All 20 questions<span class="unseen"> – Cat 2</span></a>},
	    'and a link to all of it, which says of what');
	is(scalar(() = $html =~ /class="more"/g), 3,
	    'not where there are no more');
};

# Categories, questions of each, those in none; what the index may list.
for ([10, 50, 0, 50], [20, 25, 0, 80], [28, 20, 0, 56], [29, 20, 0, 0],
    [50, 10, 0, 0], [100, 5, 0, 0], [120, 5, 0, 0], [60, 10, 200, 5],
    [60, 10, 3, 3], [1, 500, 0, 50], [0, 0, 500, 50], [2, 50, 200, 15]) {
	my ($categories, $each, $loose, $listed) = @$_;
	my $whole = $listed > $loose || $categories < 29;
	subtest "$categories categories of $each, $loose in none" => sub {
		my $home = new_home(categories($categories, $each),
		    loose($loose));
		my $html = body($home, '');
		is(scalar(() = questions($html)), $listed, 'questions listed');
		my $shown = $categories < 100 ? $categories : 100;
		is(scalar(() = $html =~ /<h2 id="c-cat-/g),
		    $whole ? $shown : 0, 'categories as headings');
		is(scalar(() = $html =~ m{<a href="$base/category/[^"]+">All }g),
		    $whole ? $shown : 0, 'and a link to all of each');
		my ($list) = $html =~
		    m{<nav id="Categories".*?<ul class="questions"(.*?)</nav>}s;
		is(scalar(() = ($list // '') =~ m{<a href="$base/category/cat-\d+">Cat \d+ }g),
		    $whole ? 0 : $shown, 'or else they alone, as a list');
		is(scalar(() = $html =~ /id="Categories"/g),
		    $categories > 1 ? 1 : 0, 'which is there once');
		like($html, qr{<a href="$base/all">All $loose questions}, 'here')
		    if $loose > 50;
		cmp_ok(length $html, '<', 90_000, 'bytes');
		my ($pills) = $html =~ m{<nav class="pills".*?</nav>}sg;
		is(defined $pills, $whole && $categories >= 5,
		    'a row of categories from five on') or diag($pills);
		like($pills, qr{<a href="#Categories">All $shown categories},
		    'which leads to all') if $pills;
	};
}

# Every page of a list: follows the links, gives what they hold.
sub follow {
	my ($home, $path, $query) = @_;
	my (@found, @sizes);
	while (1) {
		my $page = cgi($home, $path, QUERY_STRING => $query);
		is($page->{status}, 200, "$path?$query");
		my @here = $page->{body} =~
		    m{<(?:li>\s*<a|h3 id="\S+"><a) href="$base/(q[\d-]+)">}g;
		push @found, @here;
		push @sizes, scalar @here;
		my ($next) = $page->{body} =~ m{<a rel="next" href="([^"]+)">};
		last unless defined $next;
		$next =~ s/&amp;/&/g;
		($path, $query) = $next =~ m{^\Q$base\E(/.*?)(?:\?(.*))?$};
	}
	my %seen;
	return (scalar(grep { !$seen{$_}++ } @found), "@sizes");
}

subtest 'pages of a list' => sub {
	my $home = new_home(categories(2, 230));
	my ($found, $sizes) = follow($home, '/category/cat-2', '');
	is("$found of $sizes", '230 of 100 100 30', 'a category');
	($found, $sizes) = follow($home, '/all', '');
	is("$found of $sizes", '460 of 100 100 100 100 60', 'all answers');
	($found, $sizes) = follow($home, '/', 'q=zzz');
	is("$found of $sizes", '460 of ' . join(' ', (25) x 18, 10), 'hits');
	($found, $sizes) = follow($home, '/', 'q=zzz&category=cat-1');
	is($found, 230, 'hits of a category');
	my $second = body($home, '/category/cat-2', 'page=2');
	like($second, qr{canonical" href="http://faq\.example$base/category/cat-2\?page=2"},
	    'a page has an address of its own');
	like($second, qr{<a rel="prev" href="$base/category/cat-2">},
	    'the first one has no number');
	like($second, qr{Page 2 of 3}, 'and says where one is');
	is(cgi($home, $_->[0], QUERY_STRING => $_->[1])->{status}, 404,
	    "$_->[0]?$_->[1]") for ['/category/cat-2', 'page=4'],
	    ['/all', 'page=6'], ['/', 'q=zzz&page=20'], ['/all', 'page=99999'];
	is(body($home, '/all', $_), body($home, '/all'), "?$_ is the first")
	    for 'page=0', 'page=1', 'page=-2', 'page=x', 'page=2x',
	    'page=100000', 'page=99999999999999999999';
	is(cgi($home, '/', QUERY_STRING => 'q=xylophone&page=2')->{status},
	    404, 'no second page of nothing');
};

subtest 'more hits than anybody looks through' => sub {
	my $home = new_home(categories(1, 600));
	my ($found, $sizes) = follow($home, '/', 'q=zzz');
	is($found, 500, 'five hundred are shown');
	my $html = body($home, '/', 'q=zzz&page=20');
	like($html, qr/600 answers for/, 'all are counted');
	like($html, qr/Further words narrow/, 'and it says what helps');
	is(cgi($home, '/', QUERY_STRING => 'q=zzz&page=21')->{status}, 404,
	    'there it ends');
};

subtest 'the introduction' => sub {
	my $first = 'First things first. ' . 'Word ' x 30 . 'end.';
	my $home = new_home('data/index.md' => "# T\n\n$first More and more,"
	    . " and more, and more.\n\nAnd [a link](q1-1).\n\n---\n\nBye.\n",
	    categories(1, 3));
	my $html = body($home, '');
	my ($lead) = $html =~ m{<p class="lead">(.*?)</p>};
	is($lead, "$first <a href=\"#About\">Read more</a>",
	    'its first sentences stand above');
	my ($about) = $html =~ m{<section class="about prose" id="About"(.*?)</section>}s;
	like($about, qr{More and more.*href="$base/q1-1".*Bye}s,
	    'all of it below, with the closing words');
	cmp_ok(index($html, 'class="questions'), '<', index($html, 'id="About"'),
	    'behind the questions');
	$home = new_home('data/index.md' => "# T\n\nShort *words*.\n\n---\n\nBye.\n",
	    categories(1, 3));
	$html = body($home, '');
	like($html, qr{<div class="lead prose">\s*<p>Short <em>words</em>},
	    'a short one stands there whole');
	is(scalar(() = $html =~ /Short/g), 3,
	    'and only once, but for twice in the head');
	unlike($html, qr/href="#About"/, 'without a link');
	$home = new_home('data/index.md' => "# T\n\n- a\n- b\n", categories(1, 3));
	like(body($home, ''), qr{id="About".*<li>a</li>}s,
	    'what is no paragraph stands below');
	$home = new_home(categories(1, 3));
	unlike(body($home, ''), qr/class="lead|About/, 'none is none');
};

subtest 'one question' => sub {
	my $home = new_home('data/a.md' => "# T\n\n## Only one? "
	    . "{#one updated=\"2026-01-02\"}\n\nIts *answer*.\n");
	my $html = body($home, '');
	like($html, qr{<h2><a href="$base/one">Only one\?</a></h2>}, 'its words');
	like($html, qr{<p>Its <em>answer</em>\.</p>}, 'and its answer at once');
	like($html, qr{2 January 2026}, 'with the date');
	unlike($html, qr{class="questions|href="$base/all"}, 'and no list');
};

subtest 'neighbours' => sub {
	my $home = new_home(categories(2, 3), loose(2));
	my %links = map { my ($nav) = body($home, "/$_") =~
	    m{<nav class="steps".*?</nav>}sg;
	    ($_ => join ' ', ($nav // '') =~ m{rel="(?:prev|next)" href="$base/([^"]+)"}g) }
	    qw(l1 l2 q1-1 q1-2 q1-3 q2-1);
	is_deeply(\%links, {l1 => 'l2', l2 => 'l1', 'q1-1' => 'q1-2',
	    'q1-2' => 'q1-1 q1-3', 'q1-3' => 'q1-2', 'q2-1' => 'q2-2'},
	    'are of the same category');
};

done_testing();
