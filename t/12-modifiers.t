#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# Every modifier, by its long and its short name, over every byte, many pairs
# and random values, against the original C++ library.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $build = $ENV{top_builddir} || '.';
my ($expand, $oracle) = ("$build/t/ct-expand", "$build/t/ct-oracle");
plan skip_all => "ct-oracle is not built: install libctemplate-dev"
    unless -x $oracle;

my @modifiers = qw(
    cleanse_css c html_escape h pre_escape p url_query_escape u
    javascript_escape j json_escape o xml_escape none
    html_escape_with_arg=snippet H=snippet html_escape_with_arg=pre H=pre
    html_escape_with_arg=attribute H=attribute html_escape_with_arg=url H=url
    javascript_escape_with_arg=number J=number
    url_escape_with_arg=javascript U=javascript url_escape_with_arg=html U=html
    url_escape_with_arg=query U=query url_escape_with_arg=css U=css
    img_src_url_escape_with_arg=javascript I=javascript
    img_src_url_escape_with_arg=html I=html
    img_src_url_escape_with_arg=css I=css
    x-foo x-bar=value h:j j:h H=snippet:h u:H=attribute none:p c:o
);
my @refused = qw(C H J U I H=html J=string U=pre I=query h=1 json json_escape=
    cleanse_css=x escape html_escape_with_arg html_escape_with_arg=snip y-foo);

my @pieces = ('<b>', '</b>', '<i>', '</i>', '<em>', '</em>', '<span dir=ltr>',
	'<span dir=rtl>', '</span>', '<br>', '<wbr>', '<', '>', '&', '&{', '{',
	'http://', 'https://', 'ftp://', 'HTTP://h', 'javascript:', ':', '/',
	    'a',
	'=', '0x', '1', '-', 'e', '.', 'true', 'false', ' ', "\xe2\x80\xa8",
	"\xe2\x80\xa9", "\xe2", "\x80", "\xc0\xa2", "\xc1\x9c", "\xe0\x80\xa7",
	"\xe0\x81\x9c", "\xf0\x9f\x98\x80", "\\", '"', "'", "\0", "\r\n");

srand 20260102;
my @values = ('', map { chr } 0 .. 255);
push @values, map { 'a' . chr() . 'b' } 0 .. 255;
push @values, join '', map { chr } grep { chr ne '?' } 0 .. 255;
for my $lead (0x26, 0x3c, 0x3d, 0xc0, 0xc1, 0xc2, 0xe0, 0xe2) {
	push @values, map { chr($lead) . chr } 0 .. 255;
}
push @values, map { "\xe2\x80" . chr } 0 .. 255;
push @values, map { join '',
    map { $pieces[rand @pieces] } 1 .. 1 + rand 9 } 1 .. 1500;

sub command { return 'SET V ' . join('', map { sprintf '\\x%02x',
    ord } split //, $_[0]) . "\n" }

my $dir = tempdir(CLEANUP => 1);
my $dict = join '', map { "SECTION T\n" . command($_) . "END\n" } @values;

# The answers of a program to a list of templates.
sub answers {
	my ($program, $values, @templates) = @_;
	open my $out, '>:raw', "$dir/in" or die "$dir/in: $!";
	printf $out "none %d 1\n%smain %d\n%s", length $values, $values, length,
	    $_ for @templates;
	close $out or die "$dir/in: $!";
	open my $in, '-|', "'$program' -b <'$dir/in'" or die "$program: $!";
	binmode $in;
	my @answers;
	for (@templates) {
		my ($code, $len) = split ' ', <$in> // '9 0';
		my $text = '';
		read $in, $text, $len if $len;
		push @answers, [$code, $text];
	}
	close $in;
	return @answers;
}

my @templates = map { "{{#T}}{{V:$_}}\n[\n{{/T}}" } @modifiers;
my @want = answers($oracle, $dict, @templates);
my @got = answers($expand, $dict, @templates);
for my $i (0 .. $#modifiers) {
	my @left = split /\n\[\n/, $want[$i][1], -1;
	my @right = split /\n\[\n/, $got[$i][1], -1;
	my @bad = grep { ($left[$_] // '') ne ($right[$_] // '') } 0 .. $#values;
	ok($got[$i][0] == 0 && @left == @right && !@bad, "$modifiers[$i]: "
	    . @values . " values");
	for my $bad (@bad > 3 ? @bad[0 .. 2] : @bad) {
		diag(join ' | ', map { s/([^\x20-\x7e])/sprintf '\\x%02x', ord $1/ger }
			$values[$bad], $left[$bad] // 'nothing',
			    $right[$bad] // 'nothing');
	}
}

@want = answers($oracle, '', map { "{{V:$_}}" } @refused);
@got = answers($expand, '', map { "{{V:$_}}" } @refused);
is("$want[$_][0] $got[$_][0]", '2 2',
    "$refused[$_] is refused") for 0 .. $#refused;

# An include's indent is a modifier as well.
for my $text ("a\nb", "a\r\nb\rc\n", "\n\n", "\r", '') {
	my $indented = sub {
		my ($program) = @_;
		my $values = "INCLUDE I i\nEND\n";
		open my $out, '>:raw', "$dir/in" or die "$dir/in: $!";
		printf $out "none %d 2\n%smain 10\n\t {{>I:p}}", length $values,
		    $values;
		printf $out "i %d\n%s", length $text, $text;
		close $out or die "$dir/in: $!";
		return `'$program' -b <'$dir/in'`;
	};
	is($indented->($expand), $indented->($oracle), 'indent of ' . ($text =~ s/\r/\\r/gr =~ s/\n/\\n/gr));
}

done_testing;
