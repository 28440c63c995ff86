#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# SECURITY.md says which test proves each promise: all of them are there, belong
# to `make check`, and ran before this one, which is the last.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my ($table) = get_file("$top/SECURITY.md") =~ /^\|---\|---\|---\|\n((?:\|.*\n)+)/m;
my @rows = map { [split / \| /, s/^\| | \|$//gr] } split /\n/, $table // '';
cmp_ok(scalar @rows, '>=', 15, 'the table of promises is found');

my $makefile = get_file("$top/Makefile.am") =~ s/\\\n/ /gr;
my %in_check = map { $_ => 1 } map { split } $makefile =~
    /^(?:c_tests|perl_tests) =(.*)/mg;
my %how;
if (defined(my $file = $ENV{FAQ_RAN})) {
	/^(\w+) (.+)/ and $how{$2} = $1 for split /\n/, get_file($file);
}
my %seen;
for (@rows) {
	my ($promise, $kept, $tests, @more) = @$_;
	is(scalar @more, 0, "three columns: $promise");
	isnt($kept // '', '', 'it says how');
	my @tests = split ' ', $tests // '';
	cmp_ok(scalar @tests, '>', 0, 'and what proves it');
	for (grep { !$seen{$_}++ } @tests) {
		my ($name) = /^(t\/[\w-]+(?:\.t)?)(?:\.c)?$/;
		ok(defined $name && $in_check{$name}, "$_ is a test of make check");
		next unless defined $name;
		my $object = $name =~ s/\W/_/gr;
		ok(-f "$top/$_" || $makefile =~ m{^${object}_SOURCES = t/fuzz/}m,
		    "$_ is there");
		next unless %how;
		my $base = $name =~ s{.*/}{}r;
		ok(defined $how{$base}, "$_ ran");
		diag("$_ was skipped here, so nothing proves: $promise")
		    if ($how{$base} // '') eq 'skipped';
	}
}
done_testing();
