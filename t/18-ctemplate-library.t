#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The template library as others get it: built alone, installed, used by C and
# C++ through pkg-config, shared and static, by threads; its symbols, numbers
# and manual pages.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use FAQ;
use Test::More;

my $lib = "$top/src/ctemplate";
my $dir = tempdir(CLEANUP => 1);
my $usr = "$dir/usr";

sub run { # the output of a command; it must succeed
	my ($what, $command) = @_;
	my $text = `cd '$dir' && { $command; } 2>&1`;
	ok($? == 0, $what) or diag("$command\n$text");
	return $text;
}

sub has { return system("command -v $_[0] >/dev/null 2>&1") == 0 }

my $header = get_file("$lib/include/ctemplate-c/ctemplate.h");
my $code = $header =~ s{/\*.*?\*/}{}gsr;
my @functions = sort grep { !/_fn$/ } $code =~ /\b(ct_\w+)\(/g;
my ($version) = $header =~ /^#define CT_VERSION\s+"(.+)"/m;
cmp_ok(scalar @functions, '>', 30, 'the header has functions');

# ----------------------------------------------------------- built and installed

plan(skip_all => 'there is no configure') if !-e "$top/configure";
run('configures alone, and needs nothing', "mkdir b && cd b && PKG_CONFIG=false"
    . " '$top/configure' -q --with-library-only --prefix='$usr' CFLAGS=-O1");
run('builds', 'cd b && make -s');
ok(!-e "$dir/b/src/faq.cgi", 'without the program');
run('installs', 'cd b && make -s install');
my ($so) = map { s{.*/}{}r } grep { !-l $_ } glob("$usr/lib/*.so.*");
is($so, "libctemplate-c.so.$version", 'the file of the shared library');
is(join(' ', sort map { s{^\Q$usr\E/}{}r } grep { -f $_ && !m{/doc/|/man/} }
    split /\n/, `find '$usr'`), 'include/ctemplate-c/ctemplate.h '
    . "lib/libctemplate-c.a lib/libctemplate-c.so lib/libctemplate-c.so.0 "
    . "lib/$so lib/pkgconfig/ctemplate-c.pc", 'what is installed');

# ------------------------------------------------------------------- its symbols

my @exported = map { (split)[-1] } grep { / T / }
    split /\n/, run('nm', "nm -D --defined-only '$usr/lib/$so'");
is(join("\n", sort @exported), join("\n", map { "$_\@\@CTEMPLATE_C_0.1" }
    @functions), 'the functions of the header are exported, and nothing else');
like(run('readelf', "readelf -d '$usr/lib/$so'"),
    qr/SONAME.*\[libctemplate-c\.so\.0\]/, 'the soname');
my ($major) = $version =~ /^(\d+)/;
is(join('.', map { $header =~ /^#define CT_VERSION_$_\s+(\d+)/m ? $1 : '?' }
    qw(MAJOR MINOR PATCH)), $version, 'the parts of the version');
like(get_file("$usr/lib/pkgconfig/ctemplate-c.pc"), qr/^Version: \Q$version\E$/m,
    'pkg-config says the same');
like(get_file("$lib/CHANGES"), qr/\Actemplate-c \Q$version\E, \d{4}-\d\d-\d\d$/m,
    'and CHANGES begins with it');

# ----------------------------------------------------------------- its users

my $flags = "\$(PKG_CONFIG_PATH='$usr/lib/pkgconfig' pkg-config --cflags"
    . ' --libs ctemplate-c)';
my $strict = '-Wall -Wextra -Werror -pedantic-errors';
local $ENV{LD_LIBRARY_PATH} = "$usr/lib";
my %says = (hello => qr/\AHello, world!\n\z/,
	page => qr{<a href="/find\?q=a\+%26">a &amp;</a>.*<footer>\n1 words}s,
	threads => qr/\A8 threads, \d+ bytes each\n\z/);
my @compilers = grep { has($_) } qw(gcc clang);
for my $cc (@compilers) {
	for my $source (glob("$lib/*.c")) {
		run("$cc takes " . ($source =~ s{.*/}{}r) . ' as plain C11',
		    "$cc -std=c11 $strict -fsyntax-only '$source'");
	}
	for my $example (glob("$usr/share/doc/ctemplate-c/examples/*.c")) {
		my ($name) = $example =~ m{(\w+)\.c$};
		run("$cc builds the example $name", "$cc -std=c11 $strict"
		    . " -D_POSIX_C_SOURCE=200809L -o $name '$example' $flags"
		    . ' -pthread');
		like(run("$name runs", "./$name 'a &'"), $says{$name} // qr/^\b$/,
		    "and $name says what it should");
	}
}
SKIP: {
	skip 'g++ is not installed', 4 unless has('g++');
	my $consumer = "$FindBin::Bin/18-consumer.cc";
	my $source = get_file($consumer);
	is(join(' ', grep { $source !~ /\b$_\b/ } @functions), '',
	    'the program in C++ uses each function');
	run('C++17 with the shared library', "g++ -std=c++17 $strict -o shared"
	    . " '$consumer' $flags");
	is(run('it runs', './shared'), "fine\n", 'and is fine');
	run('C++17 with the static one', "g++ -std=c++17 $strict -o static"
	    . " -I'$usr/include' '$consumer' '$usr/lib/libctemplate-c.a'");
	is(run('it runs', 'unset LD_LIBRARY_PATH; ./static'), "fine\n",
	    'and is fine');
}

# ------------------------------------------------------------------- threads

SKIP: {
	my $cc = $compilers[0] // skip 'no compiler', 1;
	my $built = `cd '$dir' && $cc -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -g \\
	    -fsanitize=thread -I'$usr/include' -o tsan '$lib'/*.c \\
	    '$lib/examples/threads.c' -pthread 2>&1`;
	skip 'there is no ThreadSanitizer', 1 if $? != 0;
	my $quiet = has('setarch') ? 'setarch -R ' : '';
	my $text = `cd '$dir' && ${quiet}./tsan 2>&1`;
	skip 'ThreadSanitizer cannot run here', 1
	    if $text =~ /unexpected memory mapping/;
	like($text, $says{threads}, 'no thread disturbs another');
}

# ----------------------------------------------------------------- documents

my %documented;
for my $page (glob("$usr/share/man/man3/*.3")) {
	my $text = get_file($page);
	my ($name) = $page =~ m{([^/]+)\.3$};
	my ($names) = $text =~ /^\.Sh NAME\n(.*?)^\.Nd/ms;
	my @names = grep { /^ct_/ } $names =~ /^\.Nm (\S+)/mg;
	is(join(' ', @names), join(' ', $text =~ /^\.Fo (\S+)/mg),
	    "$name names the functions whose form it shows");
	$documented{$_}++ for @names;
	next unless has('mandoc');
	is(join('', grep { !/mandoc\.db|not found: Xr/ }
	    `mandoc -Tlint -W style '$page' 2>&1`), '',
	    "$name is clean for mandoc");
	is(join(' ', grep { !-e "$usr/share/man/man3/$_.3" }
	    $text =~ /^\.Xr (ct\S+) 3/mg), '', "$name refers to pages that are");
}
is(join("\n", sort keys %documented), join("\n", @functions),
    'the manual has each function');
is(join(' ', grep { $documented{$_} > 1 } sort keys %documented), '', 'once');
my %known = map { $_ => 1 } $code =~ /\b(ct_\w+)/g;
for my $name (qw(FROM-C++.md README.md TUTORIAL.md)) {
	my $text = get_file("$usr/share/doc/ctemplate-c/$name");
	is(join(' ', grep { !$known{$_} } $text =~ /\b(ct_[a-z_]*[a-z])\b/g), '',
	    "$name names what there is");
}

run('uninstalls', 'cd b && make -s uninstall');
is(join(' ', grep { -f || -l } split /\n/, `find '$usr'`), '',
    'and leaves nothing');

done_testing();
