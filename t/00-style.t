#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The rules of the house, as far as a program can check them: layers, who may
# use which library, length of functions and lines, documentation of every
# key and command.
use strict;
use warnings;
use File::Glob qw(:bsd_glob);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

# A file includes its own header and headers of strictly lower levels.
my %level = (
	'ctemplate/ctemplate' => 0, embedded => 0, base => 0,
	text => 1,
	settings => 2, words => 2,
	index => 3, marks => 3,
	config => 4, markdown => 4, query => 4, request => 4, response => 4,
	sandbox => 4, store => 4, templates => 4,
	fill => 5, search => 5,
	cache => 6, feeds => 6, import => 6, view => 6,
	site => 7,
	eval => 8, page => 8,
	command => 9, gateway => 9, router => 9,
	main => 10,
);
my %only_user = (
	'cmark.h' => [qw(markdown)], 'fcgiapp.h' => [qw(gateway)],
	'sqlite3.h' => [qw(index query search store words)], 'zlib.h' => [qw(response)],
	'seccomp.h' => [qw(sandbox)], 'ctemplate/ctemplate.h' => [qw(feeds fill templates
	    view)],
	'embedded.h' => [qw(templates)],
);

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

my @ours = glob("$top/src/*.[ch]");
my @library = glob("$top/src/ctemplate/*.[ch]");
cmp_ok(scalar @ours, '>', 30, 'the sources are found');
my $architecture = get_file("$top/ARCHITECTURE.md");

for my $path (@ours) {
	my $name = base_name($path);
	ok(defined $level{$name}, "$name has a level") or next;
	like($architecture, qr/\b\Q$name\E\.c\b/, "ARCHITECTURE names $name.c");
	for (get_file($path) =~ /^#include "([^"]+)\.h"/mg) {
		next if $_ eq $name;
		ok(defined $level{$_} && $level{$_} < $level{$name},
		    "$name may include $_.h: it is lower");
	}
	for my $header (sort keys %only_user) {
		next unless get_file($path) =~ /^#include [<"]\Q$header\E[>"]/m;
		ok((grep { $_ eq $name } @{$only_user{$header}}),
		    "$name may use $header");
	}
}
for my $path (@library) {
	my @foreign = grep { !/^(ctemplate|internal)\.h$/ }
	    get_file($path) =~ /^#include "([^"]+)"/mg;
	is("@foreign", '', base_name($path) . ' includes nothing of ours');
}

for my $path (@ours, @library, glob("$top/t/*.[ch]"), glob("$top/t/*.cc")) {
	my $name = $path =~ s{^\Q$top\E/}{}r;
	next if $name eq 'src/embedded.c';
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

SKIP: {
	my $version = `clang-format --version 2>/dev/null` // '';
	skip 'clang-format is not installed', 1 unless $version =~ /version/;
	my @wrong = grep { `clang-format --dry-run "$_" 2>&1` ne '' }
	    @ours, @library, glob("$top/t/*.[ch]"), glob("$top/t/*.cc");
	is(join(' ', map { base_name($_) } @wrong), '',
	    'clang-format would change nothing');
}

# Every key and every command is documented.
my $readme = get_file("$top/README.md");
my $manual = get_file("$top/man/faq.cgi.8");
my @keys = get_file("$top/src/config.c") =~
    /^\s+\{"(\w+)", offsetof\(struct config/mg;
cmp_ok(scalar @keys, '>=', 5, 'the configuration keys are found');
for my $key (@keys) {
	like($readme, qr/`$key`/, "README documents the key $key");
	like($manual, qr/^\.It Cm .*\b$key\b/m, "the manual, too");
	like(get_file("$top/faq.conf"), qr/^#?$key = /m,
	    "faq.conf shows the key $key");
}
my (undef, $out) = command($top, 'help');
my @commands = $out =~ /^  (\w+) /mg;
is("@commands", 'check build search eval help version', 'help lists commands');
for (@commands) {
	like($readme, qr/faq\.cgi [^\n]*\b$_\b/, "README documents $_");
	like($manual, qr/^\.It Cm .*\b$_\b/m, "the manual, too");
}

for my $page (glob("$top/man/*.[1-9]")) {
	SKIP: {
		skip 'mandoc is not installed', 1
		    unless `mandoc -V 2>&1 || which mandoc` =~ /mandoc/;
		is(`mandoc -T lint -W warning "$page"`, '',
		    base_name($page) . ' is clean for mandoc');
	}
}

done_testing();
