# SPDX-License-Identifier: ISC
#
# Bundle.pm - the zip file of `make bundle`, for the tests that begin where an
# owner begins.
package Bundle;
use strict;
use warnings;

use Cwd qw(abs_path);
use FAQ;
use File::Glob qw(:bsd_glob);
use File::Temp qw(tempdir);

my $build = abs_path($ENV{top_builddir} // '.');

# Why there can be none here, or nothing.
sub unavailable {
	return 'only of a static build (configure --enable-static)'
	    if `readelf -lW "$program" 2>/dev/null` =~ /INTERP/;
	my @missing = grep { system("command -v $_ >/dev/null") != 0 }
	    qw(zip unzip readelf strip mandoc);
	return "not installed: @missing (./quickstart check installs them)"
	    if @missing;
	return '';
}

# Runs make, without what a make above may have said to it.
sub run_make {
	my ($folder, @words) = @_;
	local @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};
	delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};
	my $said = `make -C '$folder' @words 2>&1`;
	die "make @words: $said" if $? != 0;
}

sub find_zip {
	my ($folder) = @_;
	my @zips = glob("$folder/faq-*-linux-*.zip");
	die "one zip file: @zips" if @zips != 1;
	return $zips[0];
}

# The zip file of the program that is being tested.
sub make {
	unlink glob("$build/faq-*-linux-*.zip");
	run_make($build, 'bundle');
	return find_zip($build);
}

# unpack(ZIP): the folder in it.
sub unpack {
	my ($zip) = @_;
	my $dir = tempdir('bundle-XXXXXX', TMPDIR => 1);
	system("cd '$dir' && unzip -q '$zip'") == 0 or die 'unzip';
	my @tops = glob("$dir/*");
	die "one folder: @tops" if @tops != 1;
	chmod 0755, $dir;
	return $tops[0];
}

# build(FOLDER): the source in an empty folder, as `make dist` packs it, and
# the zip file that it makes.
sub build {
	my ($folder) = @_;
	run_make($build, "distdir distdir='$folder/source'");
	my $flags = `'$build/config.status' --config`;
	chomp $flags;
	system("mkdir '$folder/made' && cd '$folder/made' &&"
	    . " ../source/configure --quiet $flags") == 0 or die 'configure';
	run_make("$folder/made", '--silent bundle');
	return find_zip("$folder/made");
}

1;
