#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Files that no owner writes, ten or more in each format: nesting without an
# end, tables, quotes and entities by the ten thousand, bytes of no encoding.
# Whatever they hold, reading them ends by itself, the question in the file
# beside them is served, and of each file something is shown or told.
#
# They have 40 kB here, a second or two for all; FILES_KB=10000 makes them as
# large as that.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode);
use FAQ;
use Test::More;

my $size = ($ENV{FILES_KB} // 40) * 1000;

# The piece as often as the file has room for it.
sub many {
	my ($piece, $share) = @_;
	return $piece x (1 + $size * ($share // 1) / length $piece);
}

# The bytes of chance, the same each time.
sub noise {
	srand(7);
	return join '', map { chr int rand 256 } 1 .. $size / 4;
}

# In all formats: what stands for the words of an answer.
my %words = (
	nul => "a\0b\0" . many("\0"), noise => noise(),
	half => encode('UTF-16', many('ab ')) . "\0",
	utf16 => "\xff\xfe" . many("\xd8\xd8"), bom => many("\xef\xbb\xbf"),
	bad => many("\xc3\x28 \xff "), controls => many(join '', map { chr } 1 .. 31),
	line => many('word '), ends => many("\r"), marks => many('? '));

my %made = (
	md => { quotes => many('> '), lists => many('- '), brackets => many('![]('),
		links => many('[a](b) '), code => many('` '), stars => many('*a**'),
		tables => '|' . many('a|', .5) . "\n|" . many('-|', .5),
		rows => "|a|b|\n|-|-|\n" . many("|x\n"), tags => many('<b>'),
		entities => many('&amp;'), headings => many("# a?\n"),
		numbers => many("0 "), pictures => many('![a](a.png) '),
		braces => "## A? {" . many('a="b" '), refs => many("[a]: b\n") },
	txt => { questions => many("A?\n"), alone => many("A\n\n"),
		marked => many("Q: a\nA: b\n"), rules => many("---\n"),
		mail => many('a@b.c_'), phones => many('+49 ') },
	html => { deep => many('<div>'), lists => many('<ul><li>'),
		tables => many('<table><tr><td>'), entities => many('&lt;'),
		bold => many('<b><i>'), open => '<' . many('a '),
		comment => '<!--' . many('-- '), attributes => '<a '
		    . many('href=x '), details => many('<details><summary>a?'),
		select => many('<select><option>'), svg => many('<svg><math>') },
	csv => { quotes => many('"'), pairs => many('""'), columns => many(';'),
		rows => many("a;b\n"), open => 'a;"' . many("b\n"),
		signs => many("sep=;\n") },
	tsv => { tabs => many("\t"), quotes => many("\"\t") },
	json => { deep => many('['), objects => many('{"a":'),
		strings => '[' . many('"a",') . '1]', escapes => '["'
		    . many('\\u0041') . '"]', open => '"' . many('a'),
		numbers => '[' . many('1e9,') . '1]', questions => '['
		    . many('{"question":"a?","answer":"b"},') . '1]',
		keys => '{' . join(',', map { "\"k$_\":1" } 1 .. $size / 12) . '}' });

my $count = 0;
for my $format (sort keys %made) {
	my %kinds = (%words, %{$made{$format}});
	my %files = map { ("data/$_.$format" => $kinds{$_}) } keys %kinds;
	my $home = new_home(%files, 'data/zz.md' => "# Z\n\n## Still here?\n\nYes.\n");
	my ($code, $out, $err) = command($home, 'build');
	cmp_ok($code, '<', 2, ".$format: reading them ends");
	unlike($err, qr/Sanitizer|runtime error|is interrupted/, 'in peace');
	like(cgi($home, '/still-here')->{body}, qr/Yes\./, 'the rest is served');
	my %told = map { $_ => 1 } $err =~ m{^(data/[^:]+)}mg;
	my $all = cgi($home, '/all')->{status};
	is($all, 200, 'all of it');
	my @silent = grep { !$told{$_} } sort keys %files;
	my ($number) = $out =~ /^(\d+) questions? in/m;
	cmp_ok($number, '>', @silent, 'a file of which nothing is told has questions')
	    or diag("@silent");
	$count += keys %files;
}
cmp_ok($count, '>=', 60, 'so many files');

done_testing();
