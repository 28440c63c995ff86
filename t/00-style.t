#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The rules of the house, as far as a program can check them: layers, who may
# use which library, length of functions and lines. Documentation: t/01.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

# The floors: a file includes headers of its own folder and of those named.
# The program and its terminal, in src/ itself, may include all.
my %may_include = (
	site => [qw(show http faq search base)],
	show => [qw(faq search base ctemplate)],
	http => [qw(base)],
	faq => [qw(formats search base)],
	formats => [qw(base)],
	search => [qw(base)],
	base => [],
	ctemplate => [],
);
my %only_user = (
	'cmark-gfm.h' => [qw(faq/cmark faq/markdown)],
	'gumbo.h' => [qw(formats/tree)],
	'jansson.h' => [qw(formats/json)],
	'fcgiapp.h' => [qw(http/gateway)],
	'sqlite3.h' => [qw(base/db base/pages search/words)], # words: FTS5's tokenizers
	'zlib.h' => [qw(http/response)],
	'ctemplate/ctemplate.h' => [map { "show/$_" } qw(feeds fill frame
	    results templates view)],
	'show/embedded.h' => [qw(show/strings show/templates)],
);

# The folder of a file below src/, "" for the top.
sub floor_of {
	my ($name) = @_;
	return $name =~ m{^(\w+)/} ? $1 : '';
}

sub base_name {
	my ($path) = @_;
	return $path =~ m{([^/]+)\.[ch]$} ? $1 : $path;
}

# Functions of a file: [name, lines], told by clang-format's shape of them.
sub functions {
	my ($text) = @_;
	my ($number, $start, $name, @found) = (0);
	for (split /\n/, $text) {
		$number++;
		($start, $name) = ($number, $1) if /^(\w+)\(/;
		push @found, [$name, $number - $start + 1]
		    if /^\}$/ && defined $start;
		undef $start if /^\}/;
	}
	return @found;
}

sub columns {
	my ($line) = @_;
	utf8::decode($line);
	1 while $line =~ s/\t/' ' x (8 - length($`) % 8)/e;
	return length $line;
}

my $made = qr{search/lists|show/embedded}; # by embed.sh, in a tree built in place
my @ours = grep { !m{/src/(ctemplate/|$made\.c$)} }
    glob("$top/src/*.[ch]"), glob("$top/src/*/*.[ch]");
my @library = glob("$top/src/ctemplate/*.[ch]");
cmp_ok(scalar @ours, '>', 50, 'the sources are found');
my $architecture = get_file("$top/ARCHITECTURE.md");

for my $path (@ours) {
	my ($name) = $path =~ m{/src/(.+)\.[ch]$};
	my $floor = floor_of($name);
	like($architecture, qr/\b\Q@{[base_name($path)]}\E\b/,
	    "ARCHITECTURE names $name");
	ok($floor eq '' || $may_include{$floor}, "$name stands on a floor");
	my @headers = get_file($path) =~ /^#include "([^"]+)\.h"/mg;
	is(join(' ', grep { my $other = floor_of($_); $floor ne ''
	    && $floor ne $other && !grep { $_ eq $other }
	    @{$may_include{$floor}} } @headers),
	    '', "$name includes what its floor may");
	for my $header (sort keys %only_user) {
		next unless get_file($path) =~ /^#include [<"]\Q$header\E[>"]/m;
		ok((grep { $_ eq $name } @{$only_user{$header}}, $header =~ s/\.h$//r),
		    "$name may use $header");
	}
}
for my $path (@library) {
	my @foreign = grep { !m{^(include/ctemplate-c/ctemplate|internal)\.h$} }
	    grep { $_ ne 'ctemplate.h' } get_file($path) =~ /^#include "([^"]+)"/mg;
	is("@foreign", '', base_name($path) . ' includes nothing of ours');
}

for my $path (@ours, @library, glob("$top/t/*.[ch]"), glob("$top/t/*.cc")) {
	my $name = $path =~ s{^\Q$top\E/}{}r;
	my $text = get_file($path);
	like($text, qr{\A/\* SPDX-License-Identifier: ISC \*/\n},
	    "$name says its licence first");
	my @long = map { "$_->[0] ($_->[1])" }
	    grep { $_->[1] > 60 } functions($text);
	is("@long", '', "$name: no function over 60 lines");
	my @wide = grep { columns($_) > 80 } split /\n/, $text;
	is("@wide", '', "$name: no line over 80 columns");
	unlike($text,
	    qr/\b(sprintf|strcpy|strcat|atoi|atol|gets|strtok)\s*\(/,
	    "$name: no call that cannot be made safe");
	unlike($text, qr/\bexit\s*\(/, "$name: leaves exit() to main")
	    if $name =~ m{^src/} && $name ne 'src/main.c';
	unlike($text, qr/[ \t]$/m, "$name: no white space at line ends");
}

for my $path (glob("$top/t/browser/*.js"), "$top/templates/search.js") {
	my $name = base_name($path) =~ s{^\Q$top\E/}{}r;
	my $text = get_file($path);
	like($text, qr{\A/\* SPDX-License-Identifier: ISC \*/\n},
	    "$name says its licence first") if $name =~ m{^t/};
	like($text, qr/^'use strict';$/m, "$name is strict");
	my @wide = grep { columns($_) > 80 } split /\n/, $text;
	is("@wide", '', "$name: no line over 80 columns");
	unlike($text, qr/[ \t]$/m, "$name: no white space at line ends");
}

# What fuzzers found is kept as long as it is little.
my @inputs = glob("$top/t/fuzz/corpus-*/*");
my $kilobytes = 0;
$kilobytes += (-s) / 1024 for @inputs;
cmp_ok(scalar @inputs, '>', 60, 'the inputs of the fuzzers are found');
cmp_ok($kilobytes, '<', 400, 'and they are small');

# Else nobody would see that a test lost its proof.
is(join('', grep { /^not ok/ } `perl "$top/t/mutants/plant" --fit "$top" 2>&1`),
    '', 'each fault of t/mutants/faults fits the code');

SKIP: {
	my $version = `clang-format --version 2>/dev/null` // '';
	skip 'clang-format is not installed', 1 unless $version =~ /version/;
	my @wrong = grep { `clang-format --dry-run "$_" 2>&1` ne '' }
	    @ours, @library, glob("$top/t/*.[ch]"), glob("$top/t/*.cc");
	is(join(' ', map { base_name($_) } @wrong), '',
	    'clang-format would change nothing');
}

done_testing();
