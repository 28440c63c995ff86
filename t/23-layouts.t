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
			# keywords are found, and not shown
			unshift @values, ref $value eq 'HASH'
			    ? @$value{grep { !/^(?:[\@_]|keywords$)/ }
				sort keys %$value}
			    : ref $value eq 'ARRAY' ? @$value : ();
			$text .= " $value" if !ref $value && $value !~ m{^\S+/\S+$};
		}
		$text =~ s/&(lt|gt);/$1 eq 'lt' ? '<' : '>'/ge;
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
	'jsonld-graph.json' => <<'END',
# FAQ
## Graph one?
## Graph two?
END
	'phpmyfaq-api.json' => <<'END',
# FAQ
## Is there life after death? {updated="2019-10-10"}
END
	'phpmyfaq-export.html' => <<'END',
# Bakery questions
# Bread \>\> Sourdough
## How old is your starter?
## Vegan breads
# Cakes
## Can I freeze it?
END
	'phpmyfaq-export.json' => <<'END',
# FAQ
# Bread \>\> Sourdough
## How old is your starter? {keywords="starter  leaven" updated="2023-04-05"}
# Bread
## Is it vegan? {updated="2023-04-06"}
END
	'phpmyfaq-page.html' => <<'END',
# How old is your starter? - Bakery FAQ
## How old is your starter?
END
	'shopify-pages.json' => <<'END',
# FAQ
## FAQ {updated="2026-02-03"}
## Do you ship abroad? {updated="2026-02-03"}
END
	'shopify.html' => <<'END',
# FAQ – Little Dough
# Little Dough
# FAQ
# Shipping \& returns
## How long does shipping take?
## Return policy
END
	'word.html' => <<'END',
# Workshops at the bakery
## What do I need to bring?
## How long is a workshop?
## Where is it?
END
	'wp-details.html' => <<'END',
# Frequently asked questions
# Orders
## How do I order a birthday cake?
## Gluten free bread
# Visiting
## Where do I park?
## Dogs
END
	'wp-plugins.html' => <<'END',
# Help
# Yoast
## Yoast: do you deliver?
## Delivery on Sundays
# Rank Math
## Rank: can I return it?
## Rank returns abroad
# Elementor
## Elementor opening times
## Elementor nested one
# Divi
## Divi title one
## Divi title two?
# Ultimate FAQ
## Ufaq: is it safe?
# Kadence
## Kadence title one
# Spectra
## Spectra title one
# Easy Accordion
## Easy title one
# Heroic
## Heroic title one?
# Bootstrap
## Bootstrap title one
## Bootstrap title two
# Microdata
## Micro title one
END
	'wp-rest.json' => <<'END',
# FAQ
## How do I order “big” cakes? {#how-to-order updated="2024-06-01"}
END
);

for my $name (sort keys %want) {
	my $bytes = get_file("$FindBin::Bin/layouts/$name");
	reads($name, $bytes, $want{$name}, decode('UTF-8', $bytes));
}

# What a spreadsheet writes: in all its encodings, parted by what it likes.
my @rows = (['Frage', 'Antwort', 'Rubrik', 'Bemerkung', ''],
    ["Haben Sie \x{201e}Vollkorn\x{201c}?",
	"Ja, t\x{e4}glich;\nauch als Br\x{f6}tchen.\n\nMo\x{2013}Fr: 6:30", 'Brot',
	'Chef fragen', ''],
    ['', '', '', '', ''],
    ['Ist das "bio"?', '=SUM(A1)', 'Brot', '', ''],
    ['Preis Brezel', "0,80 \x{20ac}", 'Laden', '', 'extra']);
my $questions = encode('UTF-8', "# Brot\n## Haben Sie \x{201e}Vollkorn\x{201c}?\n"
    . "## Ist das \"bio\"?\n# Laden\n## Preis Brezel\n");

sub table {
	my ($sign, $end) = @_;
	return join '', map { join($sign, map { /["\n]|\Q$sign\E/
	    ? '"' . s/"/""/gr . '"' : $_ } @$_) . $end } @rows;
}

my %tables = ('excel.csv' => ['cp1252', ';', "\r\n"],
    'bom.csv' => ['UTF-8', ';', "\r\n", "\x{feff}"],
    'google.csv' => ['UTF-8', ',', "\n"],
    'mac.csv' => ['UTF-8', ';', "\r"],
    'unicode.csv' => ['UTF-16LE', "\t", "\r\n", "\x{feff}"],
    'unicode.txt' => ['UTF-16LE', "\t", "\r\n", "\x{feff}"],
    'sheet.tsv' => ['UTF-8', "\t", "\r\n"]);
for my $name (sort keys %tables) {
	my ($encoding, $sign, $end, $mark) = @{$tables{$name}};
	my $text = table($sign, $end);
	reads($name, encode($encoding, ($mark // '') . $text),
	    "# FAQ\n$questions", $text =~ s/^.*?[\r\n]//r);
}

done_testing();
