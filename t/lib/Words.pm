# SPDX-License-Identifier: ISC
#
# Texts made by chance, of words that are numbered, so that none can stand for
# another; and what became of them: each has to be on /all or in a message of
# check.
package Words;
use strict;
use warnings;
use Encode qw(decode);
use Exporter 'import';
use FAQ;

our @EXPORT = qw(any lost next_number read_text sentence word words words_of);

sub any {
	return $_[int rand @_];
}

my $number = 0;
my @tails = ('', '', '', "\x{e4}", "\x{df}e", "\x{e9}s");

sub next_number {
	return ++$number;
}

sub word {
	return 'w' . ++$number . 'x' . any(@tails);
}

sub words {
	my ($count) = @_;
	my $signs = any(1 .. 6) == 1;
	return join ' ', map {
		my $word = word();
		!$signs ? $word : any($word, "*$word", "$word*", "_$word",
		    "`$word", "[$word]", "[$word", "<$word", "$word>", "& $word",
		    "\\$word", "~$word~", "$word|", "| $word", "#$word",
		    "{$word}", "\$$word", "\x{201e}$word\x{201c}",
		    "$word\x{a0}\x{2013}", "**$word**", "$word,", "($word)",
		    "![$word", "&$word;", "-$word", "$word:", "\x{2026}$word")
	} 1 .. $count;
}

sub sentence {
	return words(any(1, 2, 3, 5, 9, 14)) . any('.', '.', '!', '', ':', '?');
}

# All words, with their letters, that a text holds.
sub words_of {
	my ($text) = @_;
	return map { $_ => 1 } $text =~ /w\d+x[\x{e4}\x{df}\x{e9}es]*/g;
}

# The characters of a file, whatever it was encoded as.
sub read_text {
	my ($bytes) = @_;
	return decode('UTF-16', $bytes) if $bytes =~ /^(?:\xfe\xff|\xff\xfe)/;
	my $text = $bytes;
	return utf8::decode($text) ? $text : decode('cp1252', $bytes);
}

# Those words of the files that are neither on the page nor in a message; what
# matches $hidden nobody means to be read.
sub lost {
	my ($home, $hidden, %files) = @_;
	my ($code, $out, $err) = command($home, 'check');
	my $page = cgi($home, '/all')->{body};
	for (my $number = 2;; $number++) { # a page has a hundred answers
		my $more = cgi($home, '/all', QUERY_STRING => "page=$number");
		last if $more->{status} != 200;
		$page .= $more->{body};
	}
	my %told = map { words_of(decode('UTF-8', $_)) } $err, text_of($page),
	    $page =~ / (?:alt|title|href)="([^"]*)"/g;
	my @lost;
	for my $name (sort keys %files) {
		my %words = words_of(read_text($files{$name}) =~ s/$hidden//gr);
		push @lost, map { "$name $_" } grep { !$told{$_} } sort keys %words;
	}
	return @lost;
}

1;
