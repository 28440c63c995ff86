#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Pages and exports as other programs lay them out: WordPress with its blocks
# and plugins, Shopify, phpMyFAQ, Word, Excel. convert finds the questions that
# a reader of them sees, and each word is on /all or in a message of check.
#
# The files of layouts/ have the markup of those programs, and words of ours.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(decode encode);
use FAQ;
use JSON::PP;
use Test::More;

# The words that a reader of the file would see.
sub visible {
	my ($name, $text) = @_;
	if ($name =~ /html?$/) {
		$text =~ s{<(style|script)\b.*?</\1>|<!\[(?:if|endif)[^>]*>}{ }gs;
		$text =~ s{<!--.*?-->|\]\]>|<!\[CDATA\[}{ }gs;
		$text =~ s{<[^<>]*>}{ }gs;
	} elsif ($name =~ /json$/) {
		my @values = JSON::PP->new->decode($text);
		$text = '';
		while (defined(my $value = shift @values)) {
			unshift @values, ref $value eq 'HASH'
			    ? @$value{grep { !/^[@_]/ } sort keys %$value}
			    : @$value if ref $value;
			$text .= " $value" if !ref $value && $value !~ m{^\S+/\S+$};
		}
		$text =~ s/&lt;/</g;
		$text =~ s/<[^<>]*>/ /g;
	}
	$text =~ s/&(?:amp;)?#?\w+;/ /g;
	return $text =~ /(\p{L}{2,})/g;
}

# The file's questions and categories are these lines of Markdown, and none of
# its words is lost.
sub reads {
	my ($name, $bytes, $want, $text) = @_;
	my $home = new_home("data/$name" => $bytes);
	my ($code, $out, $err) = command($home, 'convert', "$home/data/$name");
	is($code, 0, "$name: can be read");
	is(join('', map { "$_\n" } grep { /^##? / } split /\n/, $out), $want,
	    "$name: its questions");
	($code, $out, $err) = command($home, 'check');
	my $page = cgi($home, '/all')->{body};
	my $told = decode('UTF-8', $err . text_of($page)
	    . join ' ', $page =~ / (?:alt|title|href)="([^"]*)"/g);
	my %told = map { $_ => 1 } $told =~ /(\p{L}{2,})/g;
	is(join(' ', grep { !$told{$_} } visible($name, $text)), '',
	    "$name: no word is lost");
}

my %want = (
);

for my $name (sort keys %want) {
	my $bytes = get_file("$FindBin::Bin/layouts/$name");
	reads($name, $bytes, $want{$name}, decode('UTF-8', $bytes));
}

done_testing();
