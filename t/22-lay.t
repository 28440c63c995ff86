#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What an owner writes who never heard of Markdown: files made by chance from
# what such people do, mixed levels of headings, missing empty lines, signs and
# encodings of Word, things that are opened and not closed. Each word of each
# is on /all or in a message of check.
#
# The same files each time, 200 of them; LAY_FILES=2000 makes more, LAY_SEED=2
# others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode);
use FAQ;
use Test::More;
use Words;

my $files = $ENV{LAY_FILES} // 200;
my $seed = $ENV{LAY_SEED} // 1;
use constant TOGETHER => 10; # files of a home

srand($seed);

sub heading {
	my $text = words(any(1, 2, 4)) . any('?', '?', '?', ' ?', '', '.', ':');
	my $signs = any('#', '##', '##', '###', '####', '######');
	return any(
	    map({ "$signs $text" } 1 .. 4), "$signs$text", "$signs $text $signs",
	    "**$text**", "__${text}__", "**$text** ", "$signs **$text**",
	    "$text\n----------", "$text\n======", "$signs\x{a0}$text",
	    "\t$signs $text", "$signs", "$text {#a-" . next_number() . '}',
	    "$signs $text {#b-" . next_number() . '}', "\x{feff}$signs $text");
}

sub list {
	my $mark = any('- ', '* ', "\x{2022} ", "\x{2022}\t", "\x{2022}", '1. ',
	    '1) ', "\x{2013} ", "\x{b7} ", "o\t", '-', '+ ', 'a) ', '- [ ] ',
	    "\x{f0b7}\t");
	my $indent = any('', '', ' ', '    ', "\t");
	return join "\n", map {
		my $line = $indent . $mark . sentence();
		$line .= "\n" . any('  ', "\t", '') . sentence()
		    if any(1 .. 4) == 1;
		$line
	} 1 .. any(1, 2, 3, 6);
}

sub table {
	my $columns = any(1, 2, 3);
	my $edge = any('', '|');
	my $row = sub {
		return $edge . join('|', map { ' ' . words(1) . ' ' }
			1 .. $_[0]) . $edge;
	};
	return join "\n", $row->($columns),
	    $edge . join('|', map { any('---', ':-:', '--:') } 1 .. $columns)
	    . $edge, map { $row->(any($columns, $columns, 1, 4)) } 1 .. any(1, 3);
}

# What is pasted from a page, with what is forgotten on the way.
sub html {
	my $tag = any(qw(div p section h2 h3 center details blockquote ul ol
	    table td li dl dt pre form footer nav button span font o:p a b));
	my $inside = join any("\n", ' ', ''), map {
		any(sentence(), sentence(), '<br>', '<p>' . words(2),
		    '<b>' . words(2) . any('</b>', ''), '<li>' . sentence(),
		    '<td>' . words(1), '<a href="#' . next_number() . '">' . words(2)
		    . '</a>', '<em>' . words(1) . '</i>',
		    '<summary>' . words(3) . '</summary>', '<' . word() . '>',
		    '<img src="' . next_number() . '.png" alt="' . word() . '">',
		    '<tr><th>' . words(2), '</div>', '<hr>', '<code>' . words(1)
		    . '</code>', '<script>if (a < b) {}</script>')
	} 1 .. any(1, 2, 4, 9);
	return "<$tag" . any('', '', ' class="x"', " id='y'") . '>'
	    . any('', "\n") . $inside . any("</$tag>", "</$tag>", '');
}

sub block {
	my $paragraph = join "\n", map { sentence() } 1 .. any(1, 1, 2, 5);
	return any(
	    $paragraph, $paragraph, $paragraph, list(), heading(), heading(),
	    table(), join("\n", map { "\t$_" } split /\n/, $paragraph),
	    join("\n", map { "    $_" } split /\n/, $paragraph),
	    join("\n", map { "> $_" } split /\n/, $paragraph),
	    "```\n$paragraph" . any("\n```", ''), "~~~\n$paragraph",
	    "$paragraph\n---", '---', '***', "<!-- $paragraph",
	    '[' . words(1) . ']: ' . word(), '[' . words(1) . "]:\n" . word(),
	    join('<br>', map { sentence() } 1 .. 3), "<b>$paragraph</b>",
	    words(2) . ' <' . words(2) . '> ' . words(1),
	    html(), html(), html(),
	    "$paragraph\nhttps://a.example/" . next_number() . " 030 1234567",
	    '=' x 9, "Q: $paragraph\nA: " . sentence());
}

sub file {
	my $text = join '', map {
		block() . any("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n")
	} 1 .. any(1, 3, 6, 12);
	$text =~ s/\n/\r\n/g if any(1 .. 4) == 1;
	$text =~ s/\n/\r/g if any(1 .. 9) == 1;
	my $as = any('UTF-8', 'UTF-8', 'UTF-8', 'cp1252', 'UTF-16');
	$text =~ s/[\x{feff}\x{f0b7}]//g if $as eq 'cp1252';
	return encode($as, $text);
}

my ($words, $homes) = (0, 0);
for (my $made = 0; $made < $files; $made += TOGETHER) {
	my %files = map { (sprintf('data/%02d-file.md', $_) => file()) }
	    1 .. TOGETHER;
	my $home = new_home(%files);
	my @lost = lost($home, qr/(?!)/, %files);
	is("@lost[0 .. ($#lost < 9 ? $#lost : 9)]", '',
	    "home $homes: no word is lost");
	if (@lost && $ENV{LAY_KEEP}) {
		my ($name) = split / /, $lost[0];
		diag(get_file("$home/$name"));
	}
	$words += () = map { words_of(read_text($_)) } values %files;
	$homes++;
}
cmp_ok($words, '>', 50 * $files, 'there were words');

done_testing();
