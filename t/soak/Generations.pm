# SPDX-License-Identifier: ISC
#
# Generations.pm - the questions of the soak, in several generations: files
# that an owner puts in place of each other, and what each page has to be of
# each of them, as the program says by CGI in a home that nobody touches.
package Generations;
use strict;
use warnings;

use FAQ;
use File::Path qw(remove_tree);

# Each word of it stands in every file, so that a page of two generations, or
# of half a file, is none of the valid ones.
sub files {
	my ($g, $base) = @_;
	my $entry = sub {
		my ($slug, $words) = @_;
		return "## $words, in the year $g? {#$slug keywords=\"k$g\" "
		    . "updated=\"2026-01-0" . ($g + 1) . "\"}\n\nAnswer $g of "
		    . "$slug. " . "It hurts a little, and heals. " x ($g % 4)
		    . "\n\n";
	};
	return (
		'faq.conf' => "base_url = $base\nsite_name = Site $g\n"
		    . "footer = Foot $g\ncontact_url = $base/c$g\n",
		'data/index.md' => "# Soak $g\n\nWords before $g.\n\n---\n\n"
		    . "And behind $g.\n",
		'data/a.md' => "# Safety $g {#safety}\n\nAbout $g.\n\n"
		    . $entry->('pain', 'Does it hurt') . $entry->('heal',
		    'How long does it heal'),
		'data/b.md' => "# Money $g {#money}\n\n" . $entry->('cost',
		    'What does it cost') . $entry->('pay', 'How do I pay'),
		'data/c.md' => "# More $g {#more}\n\n" . join('', map {
		    $entry->("more-$_", "What is number $_") } 1 .. 150),
		'data/synonyms.txt' => "cost, price, fee$g\n",
		'templates/date.tpl' => "{{%AUTOESCAPE context=\"HTML\"}}"
		    . "<time>{{ISO_DATE}} in $g</time>\n",
	);
}

# What visitors ask for: { key, path, query, gzip, method }.
sub requests {
	my @asked = (['/'], ['/all'], ['/pain'], ['/heal'], ['/cost'], ['/pay'],
	    ['/more-1'], ['/more-77'], ['/more-150'], ['/category/safety'],
	    ['/category/more'], ['/category/more', 'page=2'], ['/none'],
	    ['/category/none'], ['/Pain'], ['/feed.atom'], ['/sitemap.xml'],
	    ['/faq.json'], ['/llms.txt'], ['/llms-full.txt'], ['/pain.md'],
	    ['/style.css'], ['/search.js'], ['/opensearch.xml'],
	    ['/health.txt'], ['/pain', 'embed=1'], ['/', 'embed=part'],
	    map({ ['/', "q=$_"] } 'hurt', 'hrut', 'price', 'does+it+hurt',
	    'how+long', 'number+77', 'zzzz', 'k1', 'fee2', 'heal&category=money',
	    'a', '%ff', 'year+3'),
	    map({ ['/suggest.json', "q=$_"] } 'h', 'nu', 'cos'));
	return map {
		my ($path, $query) = ($_->[0], $_->[1] // '');
		map { {path => $path, query => $query, gzip => $_,
		    key => "$path?$query $_"} } 0, 1
	} @asked;
}

# The variables of a request but for its path, HOST being all clients' word.
sub variables {
	my ($r, $host) = @_;
	return (SCRIPT_NAME => '/faq', QUERY_STRING => $r->{query},
	    HTTP_HOST => $host, $r->{gzip} ? (HTTP_ACCEPT_ENCODING => 'gzip')
	    : ());
}

# What is compared of an answer.
sub essence {
	my ($status, $body) = @_;
	return "$status\n$body";
}

# render(COUNT, HOST, REQUEST, ...): { key => { essence => generation } }.
sub render {
	my ($count, $host, @requests) = @_;
	my %valid;
	for my $g (0 .. $count - 1) {
		my $home = new_home(files($g, "http://$host/faq"));
		my ($code, undef, $err) = settle($home);
		die "generation $g: $err" if $code != 0;
		for my $r (@requests) {
			my $page = cgi($home, $r->{path},
			    variables($r, $host));
			die "$r->{key}: $page->{log}" if $page->{log} ne ''
			    || !defined $page->{status};
			$valid{$r->{key}}{essence($page->{status},
			    $page->{body})} = $g;
		}
		remove_tree($home);
	}
	return \%valid;
}

1;
