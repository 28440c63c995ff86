#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# What compiler and linker put between a mistake of ours and whoever wants to
# use it, read from the finished program, from the objects it was linked of,
# and from t/hardened, which is built with the same flags.
use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

plan skip_all => 'readelf is missing (the package binutils)'
    unless `readelf --version 2>/dev/null` =~ /readelf/;

my $build = abs_path($ENV{top_builddir} // '.');

# What readelf or objdump says of a file.
sub look {
	my ($tool, $options, $file) = @_;
	my $said = `$tool $options "$file" 2>&1`;
	is($?, 0, "$tool $options reads it");
	return $said;
}

# t/hardened's lines: name, number.
my ($code, $out, $err) = FAQ::run_program({}, '', "$build/t/hardened");
is($code, 0, 'the helper runs') or diag($err);
my %built = $out =~ /^([\w-]+) (\d+)$/mg;
my $intel = `uname -m` =~ /^x86_64/;

subtest 'the program as a file' => sub {
	my $head = look('readelf', '-hW', $program);
	like($head, qr/Type:\s+DYN\b/, 'may lie at any address');
	my $parts = look('readelf', '-lW', $program);
	like($parts, qr/^\s+GNU_RELRO\s/m, 'RELRO');
	like($parts, qr/^\s+GNU_STACK\s.*\sRW\s/m, 'a stack without code');
	my @loaded = $parts =~ /^\s+LOAD\s+(.*)/mg;
	cmp_ok(scalar @loaded, '>=', 2, 'its parts are found');
	is((grep { /\s[R ]WE\s/ } @loaded), 0,
	    'nothing can be written and run');
	my $dynamic = look('readelf', '-dW', $program);
	like($dynamic, qr/\(FLAGS_1\).*\bNOW\b/, 'BIND_NOW');
	like($dynamic, qr/\(FLAGS_1\).*\bPIE\b/, 'PIE');
	unlike($dynamic, qr/\((TEXTREL|RPATH|RUNPATH)\)/,
	    'no text relocations, no search path');
	my $interpreter = $parts =~ /^\s+INTERP\s/m;
	my $libraries = () = $dynamic =~ /\(NEEDED\)/g;
	is(!!$interpreter, $libraries > 0,
	    $interpreter ? 'shared libraries and who loads them'
	    : 'static: no shared library, nobody who would load it');
};

# Where it lies is filled into page after page, before anything else is done.
subtest 'what the start fills in' => sub {
	my $parts = look('readelf', '-SW', $program);
	my ($size) = $parts =~ /\s\.data\.rel\.ro\s+\w+\s+\w+\s+\w+\s+(\w+)/;
	cmp_ok(hex $size, '>', 0, 'there is such a part');
	cmp_ok(hex $size, '<', 340 << 10, 'without stemmers for other encodings');
};

subtest 'what the compiler was asked for' => sub {
	is($built{pie}, 1, 'position independent code');
	is($built{'ssp-strong'}, 1, 'stack protector, strong');
	SKIP: {
		skip 'CET is Intel\'s', 1 unless $intel;
		is($built{cet}, 3, 'CET, both halves');
	}
	SKIP: {
		skip 'not with sanitizers, nor without optimisation', 2
		    if $built{sanitized} || !$built{optimized};
		is($built{fortify}, 3, 'FORTIFY, third level');
		my ($code, undef, $err) = FAQ::run_program(
		    {}, '', "$build/t/hardened", 'overrun');
		is($code, -1, 'an overrun of a measured block ends it');
	}
	if ($built{sanitized}) {
		isnt($built{stale}, 0, 'sanitized: values forgotten are odd');
	} else {
		is($built{stale}, 0, 'values forgotten are zero');
	}
};

subtest 'all of our objects' => sub {
	my $objects = join '" "', "$build/src/libfaq.a",
	    "$build/src/libctemplate.a", glob("$build/src/main.*o");
	my $count = () = look('ar', 't', "$build/src/libfaq.a") =~ /\.o$/mg;
	$count += () = look('ar', 't', "$build/src/libctemplate.a")
	    =~ /\.o$/mg;
	$count++; # main
	cmp_ok($count, '>', 40, 'they are found');
	SKIP: {
		skip 'CET is Intel\'s', 1 unless $intel;
		my $notes = look('readelf', '-nW', $objects);
		is(() = $notes =~ /x86 feature: IBT, SHSTK/g, $count,
		    'each is marked for CET');
	}
	my $names = look('readelf', '-sW', $objects);
	my $guarded = () = $names =~ /UND __stack_chk_fail$/mg;
	cmp_ok($guarded, '>', $count / 2, 'most look at the stack\'s guard');
	SKIP: {
		skip 'only where nothing else stands in for it', 2
		    if $built{sanitized} || !$built{optimized};
		like($names, qr/UND __\w+_chk$/m, 'FORTIFY is at work');
		skip 'known for this processor only', 1 unless $intel;
		my $code = look('objdump', '-d --no-show-raw-insn', $objects);
		ok($code =~ /sub\s+\$0x1000,%rsp\s+[0-9a-f]+:\s+
		    (or|mov)[bq]?\s+\$0x0,(0x[0-9a-f]+)?\(%rsp\)/x,
		    'a large frame is taken page by page');
	}
};

done_testing();
