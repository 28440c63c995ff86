#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The words of the interface: all of them stand in strings.txt, where an owner
# can change or translate each one.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $german_file = get_file("$top/t/strings-de.txt");
my %english = strings(get_file("$top/templates/strings.txt"));
my %german = strings($german_file);

sub strings {
	my ($text) = @_;
	return $text =~ /^(\w+)\s*=[ \t]*(.*?)[ \t]*$/mg;
}

# A FAQ without an English word, in categories named a and b.
sub german_home {
	my (%more) = @_;
	return new_home(
		'faq.conf' => "language = de\n" .
		    "contact_url = https://beispiel.example/\n",
		'data/index.md' => "# Häufiges\n\nVorwort.\n",
		'data/a.md' => "# Erstes {#a}\n\n## Tut es weh? {#weh " .
		    "updated=\"2026-03-01\"}\n\nKaum. Kein Schmerz.\n\n" .
		    "## Wie teuer ist es? {#teuer updated=\"2026-12-24\"}\n\n" .
		    "Kein Schmerz im Beutel.\n",
		'data/b.md' => "# Zweites {#b}\n\n" . join('', map {
		    "## Schmerz $_?\n\nKein Schmerz beim Haar.\n\n" } 1 .. 30),
		'templates/strings.txt' => $german_file, %more);
}

sub page {
	my ($home, $path, $query, %more) = @_;
	return cgi($home, $path, QUERY_STRING => $query // '', %more)->{body};
}

# What a reader sees or hears of a page: text, and attributes of words.
sub words_of {
	my ($html) = @_;
	return join ' ', text_of($html),
	    $html =~ /\b(?:aria-label|title|alt|placeholder|data-\w+)="([^"]*)"/g;
}

# Every kind of page, each of which shows other strings.
sub all_pages {
	my $home = german_home();
	my $empty = german_home('data/a.md' => '', 'data/b.md' => '');
	my @months = map { page(german_home('data/a.md' => sprintf(
	    "# A\n\n## M? {updated=\"2026-%02d-10\"}\n\nM.\n", $_)), '/m') }
	    1 .. 12;
	unlink("$empty/data/a.md", "$empty/data/b.md");
	return (page($home, '/'), page($home, '/', 'category=b'),
	    page($home, '/weh'), page($home, '/schmerz-2'),
	    page($home, '/', 'q=schmerz'), page($home, '/', 'q=teuer'),
	    page($home, '/', 'q=schmerz&category=a'),
	    page($home, '/', 'q=teuet'), page($home, '/', 'q=xylophon'),
	    page(german_home('data/b.md' => "# Zweites {#b}\n\n" .
		"## Hase oder Hose?\n\nWeder noch.\n"), '/', 'q=hise'),
	    page($home, '/all'), page($home, '/xylophon'),
	    page($home, '/', '', REQUEST_METHOD => 'POST'),
	    page($empty, '/'), @months);
}

is_deeply([sort keys %german], [sort keys %english],
    'the German set has every name');
my $all = join("\n", map { words_of($_) } all_pages());
for my $name (sort keys %english) {
	unlike($all, qr/(?<!\w)\Q$english{$name}\E(?!\w)/,
	    "$name: no English") if $english{$name} =~ /\w/
		&& $english{$name} ne $german{$name};
	next if $name =~ /^T_FAILED/; # no data makes a page fail
	like($all, qr/\Q$german{$name}\E/, "$name: in German");
}
my $templates = join('', map { get_file($_) } glob("$top/templates/*.tpl"));
like($templates, qr/\{\{$_\}\}/, "$_ is used") for sort keys %english;
like($all, qr/Zuletzt geändert am 1\. März 2026/, 'a date in German');

# Outside strings.txt no template has a word of its own; setup and doctor speak
# to the owner, whose strings may not be there yet.
for my $file (glob("$top/templates/*.tpl")) {
	next if $file =~ m{/(setup|doctor)\.tpl$};
	my $text = get_file($file);
	$text =~ s/\{\{.*?\}\}//gs;
	$text =~ s{<style>.*?</style>}{}gs;
	$text =~ s/<[^>]*>//g;
	unlike($text, qr/[[:alpha:]]/, "no word in " . $file =~ s{.*/}{}r);
}

subtest 'some strings of an owner' => sub {
	my $home = new_home('data/a.md' => "# F\n\n## Why?\n\nSo.\n",
	    'templates/strings.txt' => "T_SEARCH = <Find> & \"go\"\n");
	my $html = page($home, '/');
	like($html, qr{>&lt;Find&gt; &amp; &quot;go&quot;</button>},
	    'are shown as they are typed');
	like($html, qr/Search the questions/, 'the others stay');
	my ($code, undef, $log) = command($home, 'check');
	is("$code $log", '0 ', 'nothing is wrong with that');
};

subtest 'mistakes' => sub {
	my $home = new_home('data/a.md' => "# F\n\n## Why?\n\nSo.\n",
	    'templates/strings.txt' =>
	    "T_SEARCH = Find\nT_SERCH = x\n = y\nT_NEXT\nT_ASK = \xff\n"
	    . "T_PREVIOUS T_NEXT = x\nT_ASK = a\x01\n");
	my ($code, undef, $log) = command($home, 'check');
	is($code, 1, 'check finds them');
	like($log, qr{^templates/strings\.txt:2:1: unknown name "T_SERCH"}m,
	    'a name that is not there');
	like($log, qr{^templates/strings\.txt:3:1: unknown name ""}m, 'none');
	like($log, qr{^templates/strings\.txt:4:1: expected a line like}m,
	    'no setting');
	like($log, qr{^templates/strings\.txt:5:1: is not UTF-8}m, 'no UTF-8');
	like($log, qr{^templates/strings\.txt:6:1: unknown name "T_PREVIOUS T}m,
	    'two names');
	like($log, qr{^templates/strings\.txt:7:1: T_ASK must be without}m,
	    'a control character');
	my $page = cgi($home, '/');
	is($page->{status}, 200, 'the site goes on');
	like($page->{body}, qr{>Find</button>}, 'with the good lines');
	like($page->{log}, qr{strings\.txt:2:1: unknown name}, 'and logs them');
};

done_testing();
